"""`./bake eval`: how well receipts and sentences are understood, on fixtures of our own.

`./bake eval faults` also names what went wrong in the part that is for tuning; `./bake eval
pictures DIR` draws the receipts. Ends with one line of JSON: the untouched part."""

import json
import sys
import time
from pathlib import Path

from .pictures import draw_all
from .report import judged, lines_of

LABEL = "simulated: written by us, not model output. The accuracy of a model is not measured here."


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["pictures"]:
        folder = Path(arguments[1] if len(arguments) > 1 else "build/receipts")
        print(f"{draw_all(folder)} pictures in {folder}.")
        return 0
    started = time.monotonic()
    tune, untouched = judged("tune"), judged("untouched")
    cold = judged("untouched", history=False)
    print(LABEL, end="\n\n")
    titles = ("tune", "untouched", "untouched, no history")
    print("\n".join(lines_of(list(zip(titles, (tune, untouched, cold), strict=True)))))
    if "faults" in arguments:
        print("\nOf the part to tune on:", *tune.faults, sep="\n")
    summary = {
        "simulated": True,
        **untouched.values,
        "without_history": {
            name: cold.values[name]
            for name in ("auto_ready_precision", "auto_ready_precision_low", "auto_ready_recall")
        },
        "tune": tune.values,
        # Nothing was asked of a model, so nothing was paid.
        "dollars": 0,
        "seconds": round(time.monotonic() - started, 2),
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
