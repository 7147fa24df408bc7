"""What the outside sees of a file."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class FileView(BaseModel):
    """A picture or a recording that is kept: `size` in bytes as kept, `sha256` of what was sent;
    pictures have `width` and `height` in pixels and a `likeness`, recordings `seconds`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["picture", "sound"]
    media_type: str
    size: int
    sha256: str
    likeness: int | None
    width: int | None
    height: int | None
    seconds: Decimal | None
    created_at: datetime
