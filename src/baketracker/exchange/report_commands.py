"""The report of an import for a terminal."""

from typing import Any

from baketracker.faces.words import _, told

from .report import Report


def as_text(report: Report) -> str:
    """The report for a terminal: what came of the file, then table by table."""
    figures = {
        "read": report.read,
        "new": report.written,
        "old": report.unchanged,
        "left": report.left_in_file,
    }
    lines = [
        _("Read %(read)s, came in %(new)s, already here %(old)s, left in the file %(left)s.")
        % figures
    ]
    if report.dry_run:
        lines.append(_("This was a trial: nothing was saved."))
    if report.not_taken:
        lines += [_(report.not_known), *(_row(*table) for table in report.tables_not_known)]
    heads = _("read"), _("came in"), _("already here"), _("left in file")
    lines += ["", _row(_("table by table"), *heads)]
    for table in report.tables:
        counts = (table.read, table.written, table.unchanged, table.left_behind)
        lines.append(_row(table.table, *counts))
        lines += [f"    {': '.join(map(told, remark))}" for remark in table.remarks]
    return "\n".join(lines + [told(it) for it in (*report.remarks, *report.details)])


def _row(name: str, *figures: Any) -> str:
    return f"{name:28}" + "".join(f"{figure:>13}" for figure in figures)
