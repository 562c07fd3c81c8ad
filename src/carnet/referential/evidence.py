"""What a room imports to speak for a criterion; `registry` says how.

A room declares its checks in its own `evidence.py`, found when Carnet starts:

    from carnet.referential.evidence import Evidence, State, evidence

    @evidence("B1.1-C3.2-1")
    def planning_follows_a_method(workspace: Workspace) -> Evidence: ...
"""

from .registry import DuplicateEvidence, Evidence, Link, State, evidence, human

__all__ = ["DuplicateEvidence", "Evidence", "Link", "State", "evidence", "human"]
