"""Strings that become code where somebody forgot to escape. Our own: ways to break out of where a
text stands, times things that would then run."""

import re
from html.parser import HTMLParser

OUT_OF = (
    "", '">', "'>", "`>", "</title>", "</textarea>", "</script>", "</style>", "</option></select>",
    "-->", "]]>", '"/>', "\\\">", "&#34;>", "\u2028\">", "\x0b>",
)  # fmt: skip
RUNS = (
    "<xss-{n}>",
    "<img src=x onerror=xss({n})>",
    "<svg/onload=xss({n})>",
    "<script>xss({n})</script>",
    '<a href="javascript:xss({n})">x</a>',
    "<iframe srcdoc='<script>xss({n})</script>'>",
    "<math><mtext><xss-{n}></mtext></math>",
)
BARE = (
    "javascript:xss({n})", "JaVaScRiPt:xss({n})", "java\tscript:xss({n})",
    "data:text/html,<xss-{n}>",
    "vbscript:xss({n})", "//evil.example/{n}", "{{{{ 7*7 }}}}{n}", "{{% raw %}}{n}", "${{7*7}}{n}",
    "' onfocus=xss({n}) autofocus x='", '" onmouseover="xss({n})" x="', "x onclick=xss({n})",
    '" hx-on:click="xss({n})" x="', '" hx-get="//evil.example/{n}" x="', "&lt;xss-{n}&gt;",
    "<xss-{n}", "<!--{n}", "<![CDATA[<xss-{n}>]]>", "\u202e{n}<xss-{n}>", "<\x00xss-{n}>",
    "%3Cxss-{n}%3E", "\\u003cxss-{n}\\u003e", "<noscript><p title='</noscript><xss-{n}>'>",
    "<form action=//evil.example/{n}><button>", "<base href=//evil.example/{n}/>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
    "<meta http-equiv=refresh content=0;//e/{n}>",
    "<style>*{{color:red}}</style>{n}", "<template><xss-{n}></template>",
)  # fmt: skip


def corpus() -> list[str]:
    """All of them, each with a number of its own."""
    made = [f"{out}{run}" for out in OUT_OF for run in RUNS] + list(BARE)
    return [text.format(n=number) for number, text in enumerate(made)]


RUNNING = re.compile(r"^\s*(java\s*script|vbscript|data:text)", re.IGNORECASE)
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "hx-get",
    "hx-post",
}
NEVER = {"iframe", "object", "embed", "base", "math", "style", "marquee", "frame"}


class Injected(HTMLParser):
    """What of a page would run, or is not ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag.startswith("xss") or tag in NEVER:
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            runs = name in ADDRESSES and RUNNING.match(value or "")
            leaves = name in ADDRESSES and "evil.example" in (value or "")[:20]
            if name.startswith(("on", "hx-on", "xss")) or name == "srcdoc" or runs or leaves:
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "script" and not (dict(attributes).get("src") or "").startswith("/static/"):
            self.found.append("<script>")


def injected(page: str) -> list[str]:
    parser = Injected()
    parser.feed(page)
    return parser.found
