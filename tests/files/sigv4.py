"""Our own reading of Amazon's signature, version 4, for addresses: the library that makes them is
not asked whether they are right."""

import hashlib
import hmac
from urllib.parse import parse_qsl, quote, urlsplit


def signature_of(address: str, secret: str) -> str:
    """What the signature of a GET of this address must be."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked.pop("X-Amz-Signature")
    query = "&".join(f"{_quoted(name)}={_quoted(asked[name])}" for name in sorted(asked))
    path = quote(parts.path, safe="/-_.~%")
    request = f"GET\n{path}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    moment, scope = asked["X-Amz-Date"], asked["X-Amz-Credential"].partition("/")[2]
    told = "\n".join(
        ("AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(request.encode()).hexdigest())
    )
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def parameters_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
