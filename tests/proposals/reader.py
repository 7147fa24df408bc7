"""Somebody who reads what a bakery says and photographs: *simulated, written by us, not model
output*. Everything between the door and the database row is real."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from baketracker.assistant.provider import Medium
from baketracker.db.types import new_id
from baketracker.files import service as files
from baketracker.media.pictures import redrawn
from baketracker.media.sounds import heard
from baketracker.proposals import service
from baketracker.proposals.viewing import ProposalView
from tests.assistant.makers import Maker, Sleeper, asker_for
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.simulated_server import Call, Reply
from tests.media.making import recorded, tone, written
from tests.proposals.steps import hands_on, read


def line(text: str, total: str | None, **more: Any) -> dict[str, Any]:
    """One printed line as a reader gives it."""
    given = {"expanded": "", "index": None, "barcode": None, "quantity": None, "unit_price": None}
    return {"text": text, "total": total, "is_weighed": False} | given | more


def receipt(*lines: dict[str, Any], **sums: Any) -> dict[str, Any]:
    """A receipt as a reader gives it."""
    printed = {"store": "Costco", "date": "2026-11-20", "number": "", "is_receipt": True}
    below = dict.fromkeys(("subtotal", "discount", "tax", "deposit", "tip", "total"))
    return printed | below | {"lines": list(lines)} | sums


def photo(number: int = 0) -> bytes:
    """A picture no other number has."""
    from PIL import Image

    image = Image.new("RGB", (90, 140), "white")
    for at in range(40):
        spot = ((number * 37 + at * 23) % 90, (number * 59 + at * at * 7) % 140)
        image.putpixel(spot, (at * 6, 40, 90))
        image.paste((at * 6 % 255, number * 40 % 255, 30), (*spot, spot[0] + 9, spot[1] + 6))
    return written(image, "PNG")


@dataclass
class Reader:
    """One bakery and the maker it asks."""

    bakery: BakeryOnDatabase
    maker: Maker
    sleeper: Sleeper
    media: list[Medium] = field(default_factory=list)

    @property
    def calls(self) -> list[Call]:
        return self.maker.server.calls

    def answers(self, *script: Any) -> "Reader":
        self.maker.server.answer_with(*script)
        return self

    def hears(self, transcript: str, *calls: tuple[str, dict[str, Any]]) -> "Reader":
        """Whoever speaks is heard as this, and these tools are chosen."""
        server = self.maker.server

        def answer(call: Call) -> Reply:
            if call.tools:
                return server.tool_calls(*calls)
            return server.reading({"transcript": transcript, "is_speech": bool(transcript)})

        return self.answers(answer)

    def sees(self, data: dict[str, Any]) -> "Reader":
        """Whatever is photographed is read as this."""
        return self.answers(self.maker.server.reading(data))

    def said(self, sentence: str) -> ProposalView:
        with self.bakery.session() as db:
            made = service.begin_sentence(db, sentence, new_id())
        return self.read(made)

    def spoken(self, sound: bytes | None = None) -> ProposalView:
        content = sound or recorded(tone(1.5))
        laid = files.lay(self.hands["files"], self.bakery.id, heard(content), content)
        with self.bakery.session() as db:
            made = service.begin_recording(db, self.maker.provider, laid, new_id())
        return self.read(made)

    def shown(
        self, *pictures: bytes, source: str = "receipt", said: str = "", confirmed: bool = False
    ) -> ProposalView:
        store, contents = self.hands["files"], pictures or (photo(),)
        laid = [files.lay(store, self.bakery.id, redrawn(one, tall=True), one) for one in contents]
        with self.bakery.session() as db:
            made = service.begin_pictures(
                db, self.maker.provider, laid, source, said, new_id(), confirmed=confirmed
            )
        return self.read(made)

    def read(self, proposal_id: UUID) -> ProposalView:
        return read(self.bakery, proposal_id, **self.hands)

    @property
    def hands(self) -> dict[str, Any]:
        asker = asker_for(self.maker.provider, self.bakery, sleep=self.sleeper)
        return {**hands_on(self.bakery.engine), "asker": asker}
