"""Settings: read once from the environment, validated, refused when unsafe in production."""

import os
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

WebAddress = Annotated[str, Field(pattern=r"^https?://[^/?#@\s]+/?$")]


class UnsafeSettings(Exception):
    """The settings may not be used as they are; the message says which and what to do."""


class Settings(BaseSettings):
    """Every setting of the product. Names are the environment variables, in upper case."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    environment: Literal["development", "test", "production"] = "development"
    database_url: str = Field("", description="PostgreSQL as bt_app; empty: embedded (development)")
    admin_database_url: str = Field("", description="PostgreSQL as bt_migrator, for migrations")
    secret_key: SecretStr = Field(SecretStr(""), description="Signs links; 32 characters or more")
    public_url: str = Field("http://127.0.0.1:8000", description="Where people reach the product")
    port: int = 8000
    cors_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Empty: one origin. Other origins, separated by commas"
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Addresses whose X-Forwarded-* headers are believed"
    )
    firebase_admin_sdk_json: SecretStr = SecretStr("")
    gemini_api_key: SecretStr = SecretStr("")
    gemini_model: str = Field("gemini-3.5-flash-lite", description="The model that reads")
    gemini_endpoint: WebAddress = Field(
        "https://generativelanguage.googleapis.com", description="The one address it is asked at"
    )
    model_prices: str = Field("", description="A file of prices that adds to ours; empty: ours")
    model_timeout_seconds: float = Field(20.0, gt=0, le=120, description="Wait for its answer")
    readings_per_day: int = Field(60, ge=0, description="Of one bakery")
    model_spend_limit: Decimal = Field(
        Decimal("1.00"), ge=0, description="US dollars a bakery may cost in a calendar month"
    )
    files_dir: str = Field("", description="Folder of pictures and recordings")
    s3_bucket: str = Field("", description="Keeps them instead, in S3 or R2")
    s3_region: str = "auto"
    s3_endpoint_url: WebAddress | Literal[""] = Field("", description="Empty: Amazon's")
    s3_access_key_id: str = ""
    s3_secret_access_key: SecretStr = SecretStr("")
    sentry_dsn: str = ""
    pool_size: int = Field(5, ge=1, le=50, description="Database connections of one process")
    pool_wait_seconds: float = Field(1.0, gt=0, le=10, description="Wait for one before a 503")
    prepared_statements: bool = Field(True, description="Off behind a transaction-pooling proxy")
    requests_per_minute: int = Field(100, ge=1, description="Of one person, on all doors")
    sign_ins_per_quarter: int = Field(5, ge=1, description="Tries per account or address, 15 min")
    upload_bytes: int = Field(10 * 1024 * 1024, ge=1024, description="Largest upload")
    worker: bool = Field(True, description="Run background jobs inside the web process")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def secure_cookies(self) -> bool:
        """Plain-http loopback is the one place where a cookie goes without Secure."""
        return not any(self.public_url.startswith(f"http://{host}") for host in LOOPBACK)

    @property
    def files_origin(self) -> str:
        """Where a browser opens files when it is not here: pages may show what is there."""
        if not self.s3_bucket:
            return ""
        amazon = f"https://s3.{self.s3_region}.amazonaws.com"
        return self.s3_endpoint_url.rstrip("/") or amazon

    def model_post_init(self, _context: object) -> None:
        if self.production:
            refuse_unsafe(self)

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Lists arrive as "a, b" from the environment."""
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value


def refuse_unsafe(settings: Settings) -> None:
    """Raise UnsafeSettings with one sentence for each default that production may not have."""
    faults = [sentence for unsafe, sentence in _production_rules(settings) if unsafe]
    if faults:
        raise UnsafeSettings(" ".join(faults))


def _production_rules(settings: Settings) -> list[tuple[bool, str]]:
    emulators = sorted(name for name in os.environ if name.endswith("_EMULATOR_HOST"))
    return [
        (not settings.database_url, "Set DATABASE_URL: production never uses the embedded one."),
        (
            len(settings.secret_key.get_secret_value()) < 32,
            "Set SECRET_KEY to 32 random characters or more.",
        ),
        (
            not settings.public_url.startswith("https://"),
            "Set PUBLIC_URL to the https address people use.",
        ),
        (
            "*" in settings.cors_origins,
            "CORS_ORIGINS may not be '*': list the origins or leave it empty.",
        ),
        (
            "*" in settings.trusted_proxies,
            "TRUSTED_PROXIES may not be '*': list the proxy addresses.",
        ),
        (
            bool(emulators),
            f"Unset {', '.join(emulators)}: an emulator accepts unsigned tokens.",
        ),
        (
            not settings.gemini_endpoint.startswith("https://"),
            "Set GEMINI_ENDPOINT to an https address: the key would be read on the way.",
        ),
        (settings.log_level == "DEBUG", "LOG_LEVEL may not be DEBUG: it would log private data."),
        *_file_rules(settings),
    ]


def _file_rules(settings: Settings) -> list[tuple[bool, str]]:
    bucket, endpoint = bool(settings.s3_bucket), settings.s3_endpoint_url
    keys = settings.s3_access_key_id and settings.s3_secret_access_key.get_secret_value()
    return [
        (
            not (bucket or settings.files_dir),
            "Set S3_BUCKET, or FILES_DIR to a folder that outlives the server: pictures and "
            "recordings are kept there.",
        ),
        (bucket and not keys, "Set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY for the bucket."),
        (
            bucket and not endpoint and settings.s3_region == "auto",
            "Set S3_REGION to the bucket's region, or S3_ENDPOINT_URL to its address.",
        ),
        (
            bucket and endpoint.startswith("http://"),
            "Set S3_ENDPOINT_URL to an https address: pictures would be read on the way.",
        ),
    ]


@lru_cache
def settings() -> Settings:
    """The settings of this process. Raises UnsafeSettings with one sentence per fault."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"{str(fault['loc'][0]).upper()}: {fault['msg'].lower()}." for fault in error.errors()
        ]
        raise UnsafeSettings(" ".join(faults)) from error
