"""What a baker must settle before figures are whole, as every feature tells it."""

from decimal import Decimal

from pydantic import BaseModel, Field, computed_field

from baketracker.errors import BakeTrackerError
from baketracker.fields import plain


class Issue(BaseModel):
    """Something the baker must settle before the figures are whole, in one sentence."""

    code: str
    message: str = Field(exclude=True)
    numbers: dict[str, str] = Field(default_factory=dict, exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sentence(self) -> str:
        return self.message % self.numbers if self.numbers else self.message

    @classmethod
    def of(cls, error: BakeTrackerError) -> "Issue":
        numbers = {
            name: plain(value) if isinstance(value, Decimal) else str(value)
            for name, value in error.numbers.items()
        }
        return cls(code=error.code, message=error.message, numbers=numbers)
