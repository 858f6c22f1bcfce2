"""What is decided here, by two people: names, addresses and rights of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.central.kiosks.notice_decisions import NOTICE, NOTICE_END, notice_kinds
from kiosk.central.people.proposals import Kinds
from kiosk.central.people.rights import Right
from kiosk.central.registry.decision_routes import decision_kinds
from kiosk.central.registry.drills import DRILL
from kiosk.central.registry.recalls import RECALL, RECALL_END
from kiosk.central.registry.violations import VIOLATION, VIOLATION_END

DECISIONS_PATH: Final = "/console/decisions"
KINDS: Kinds = {**decision_kinds(), **notice_kinds()}
"""All kinds of proposals that are decided here; keys are decided elsewhere."""


@dataclass(frozen=True, slots=True)
class What:
    """One kind of decision. `key`: in addresses and words; `table`: of its changes in the audit."""

    key: str
    table: str
    begin: str
    end: str
    see: Right
    propose: Right

    @property
    def path(self) -> str:
        """Where its list stands."""
        return f"{DECISIONS_PATH}/{self.key}"


RECALLS = What("recalls", "recalls", RECALL, RECALL_END, Right.SEE_REGISTRY, Right.PROPOSE_RECALL)
VIOLATIONS = What("violations", "violations", VIOLATION, VIOLATION_END, Right.SEE_REGISTRY, Right.PROPOSE_VIOLATION)
NOTICES = What("notices", "notices", NOTICE, NOTICE_END, Right.SEE_KIOSKS, Right.CHANGE_KIOSKS)
DRILLS = What("drills", "recall_drills", DRILL, "", Right.SEE_KIOSKS, Right.PROPOSE_RECALL)
WHATS: Final = (RECALLS, VIOLATIONS, NOTICES, DRILLS)
WHAT_OF: Final = {kind: what for what in WHATS for kind in (what.begin, what.end) if kind}
"""By the kind of a proposal."""
