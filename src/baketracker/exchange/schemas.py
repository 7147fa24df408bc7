"""What is asked when a file is brought in."""

from pydantic import BaseModel, ConfigDict


class ImportChoices(BaseModel):
    """How to bring it in: `dry_run` does everything and keeps nothing."""

    model_config = ConfigDict(extra="ignore")

    dry_run: bool = False
