"""Committing, changing, withdrawing, and taking each of these back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import read
from carnet.foundation.audit.services import undo
from carnet.foundation.audit.undo import NotUndoable
from carnet.foundation.csr import queries, services
from carnet.foundation.csr.models import Commitment
from carnet.foundation.csr.rules import CommitmentInvalid

pytestmark = pytest.mark.usefixtures("in_nord")
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def commit(alice):
    def make(kind="zone_grouping", **more):
        fields = {"text": "Nous groupons nos visites.", "target": 80, "in_force_from": JANUARY, **more}
        return services.set_commitment(member=alice, kind=kind, **fields)

    return make


class TestAsking:
    def test_a_commitment_answers_from_its_first_day_to_its_last(self, commit, nord):
        row = commit(in_force_to=date(2026, 3, 31))
        days = {JANUARY - timedelta(1): None, JANUARY: row, date(2026, 3, 31): row, date(2026, 4, 1): None}
        assert {day: queries.ask(nord, "zone_grouping", day) for day in days} == days

    def test_a_kind_of_no_catalogue_is_a_bug(self, nord):
        with pytest.raises(KeyError):
            queries.ask(nord, "free_coffee", JANUARY)

    def test_it_costs_one_query(self, commit, nord, django_assert_num_queries):
        commit()
        with django_assert_num_queries(1):
            queries.ask(nord, "zone_grouping", JUNE)

    def test_another_workspace_does_not_hear_of_it(self, commit, nord, sud):
        commit()
        with scope(workspace=sud):
            assert queries.ask(sud, "zone_grouping", JUNE) is None
            assert queries.ask(nord, "zone_grouping", JUNE) is None


class TestCommitting:
    def test_a_new_figure_ends_the_old_one_the_day_before(self, commit, nord):
        old = commit()
        new = commit(target=90, in_force_from=JUNE)
        old.refresh_from_db()
        assert old.in_force_to == date(2026, 5, 31)
        assert queries.ask(nord, "zone_grouping", date(2026, 5, 31)).target == 80
        assert queries.ask(nord, "zone_grouping", JUNE) == new

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"text": "  "}, "text_needed"),
            ({"text": "a" * 601}, "text_needed"),
            ({"target": None}, "target_needed"),
            ({"kind": "free_coffee"}, "unknown_kind"),
            ({"in_force_to": date(2025, 12, 31)}, "dates_reversed"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, commit, change, reason):
        with pytest.raises(CommitmentInvalid) as caught:
            commit(**change)
        assert caught.value.reason == reason
        assert not Commitment.objects.exists()

    @pytest.mark.parametrize(
        "dates",
        [
            {"in_force_from": JANUARY},
            {"in_force_from": date(2025, 6, 1)},
            {"in_force_from": date(2025, 6, 1), "in_force_to": JANUARY},
        ],
    )
    def test_days_already_committed_are_not_committed_twice(self, commit, dates):
        commit()
        with pytest.raises(CommitmentInvalid) as caught:
            commit(**dates)
        assert caught.value.reason == "overlaps"

    def test_days_before_are_free(self, commit, nord):
        commit()
        commit(in_force_from=date(2025, 1, 1), in_force_to=date(2025, 12, 31), target=50)
        assert queries.ask(nord, "zone_grouping", date(2025, 7, 1)).target == 50

    def test_a_change_keeps_the_row(self, commit):
        row = commit()
        again = commit(commitment=row, target=85, text="Nous groupons\n nos visites par zone.")
        assert (again.pk, again.target, again.text) == (row.pk, 85, "Nous groupons nos visites par zone.")

    def test_the_second_of_two_editors_is_shown_the_first(self, commit):
        row = commit()
        seen = row.updated_at
        commit(commitment=row, target=85)
        with pytest.raises(services.CommitmentChanged) as caught:
            commit(commitment=row, target=70, seen_at=seen)
        assert caught.value.current.target == 85

    def test_each_act_writes_one_event_that_reads_well(self, commit):
        row = commit()
        commit(commitment=row, target=85)
        titles = [read(event).title for event in Event.objects.order_by("pk")]
        assert titles == [f"Engagement {act}\u00a0: Visites regroupées par zone" for act in ("pris", "modifié")]

    def test_the_database_refuses_two_open_ones(self, commit, nord):
        commit()
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.create(workspace=nord, kind="zone_grouping", text="x", target=1, in_force_from=JUNE)


class TestWithdrawing:
    def test_it_holds_until_the_day_before_and_its_past_remains(self, alice, commit, nord):
        services.withdraw(member=alice, commitment=commit(), on=JUNE)
        assert queries.ask(nord, "zone_grouping", JUNE) is None
        assert queries.ask(nord, "zone_grouping", date(2026, 5, 31)) is not None
        assert queries.listed(nord, JUNE) == []
        assert len(queries.past(nord, JUNE)) == 1

    def test_one_still_to_come_never_begins(self, alice, commit, nord):
        services.withdraw(member=alice, commitment=commit(in_force_from=JUNE), on=JANUARY)
        assert not any(queries.ask(nord, "zone_grouping", day) for day in (JANUARY, JUNE, date(2027, 1, 1)))

    def test_one_may_commit_again(self, alice, commit, nord):
        services.withdraw(member=alice, commitment=commit(), on=JUNE)
        assert queries.ask(nord, "zone_grouping", JUNE) is None
        commit(in_force_from=JUNE, target=60)
        assert queries.ask(nord, "zone_grouping", JUNE).target == 60


class TestTakingBack:
    def last(self):
        return Event.objects.order_by("-pk").first()

    def test_a_new_commitment_goes_and_the_old_one_stays_open(self, alice, commit, nord):
        old = commit()
        commit(target=90, in_force_from=JUNE)
        undo(member=alice, event_id=self.last().pk)
        assert queries.ask(nord, "zone_grouping", date(2027, 1, 1)) == old

    def test_a_change_is_restored(self, alice, commit):
        row = commit()
        commit(commitment=row, target=85, in_force_to=JUNE)
        undo(member=alice, event_id=self.last().pk)
        row.refresh_from_db()
        assert (row.target, row.in_force_to) == (80, None)

    def test_a_withdrawn_one_holds_again(self, alice, commit, nord):
        event = services.withdraw(member=alice, commitment=commit(), on=JUNE)
        undo(member=alice, event_id=event.pk)
        assert queries.ask(nord, "zone_grouping", date(2027, 1, 1)) is not None

    def test_later_work_is_never_lost(self, alice, commit):
        row = commit()
        first = self.last()
        commit(commitment=row, target=85)
        with pytest.raises(NotUndoable) as caught:
            undo(member=alice, event_id=first.pk)
        assert caught.value.reason == "changed_since"

    def test_a_withdrawn_one_does_not_come_back_over_its_successor(self, alice, commit):
        event = services.withdraw(member=alice, commitment=commit(), on=JUNE)
        commit(in_force_from=JUNE, target=60)
        with pytest.raises(NotUndoable):
            undo(member=alice, event_id=event.pk)


class TestStarterSet:
    def test_eight_commitments_in_one_act_and_back(self, alice, nord):
        event = services.adopt_starter_set(member=alice)
        assert len(queries.in_force(nord, timezone.localdate())) == 8
        undo(member=alice, event_id=event.pk)
        assert not Commitment.objects.exists()

    def test_what_is_already_set_is_left_alone(self, alice, commit, nord):
        own = commit(target=33)
        services.adopt_starter_set(member=alice)
        assert queries.ask(nord, "zone_grouping", timezone.localdate()) == own
        assert Commitment.objects.count() == 8

    def test_adopting_twice_adds_nothing(self, alice):
        services.adopt_starter_set(member=alice)
        event = services.adopt_starter_set(member=alice)
        assert Commitment.objects.count() == 8
        assert not event.is_undoable


class TestPrinting:
    def test_a_proposal_prints_words_and_figures_by_subject(self, commit, nord):
        commit()
        commit("gift_ceiling", text="Pas de cadeau au-delà.", target=5050)
        commit("eco_driving", text="Nous roulons doucement.", target=None, is_printed=False)
        printed = queries.printable(nord, JUNE)
        assert [(one.subject, one.text) for one in printed] == [
            ("Gouvernance de l’organisation", "Pas de cadeau au-delà."),
            ("Environnement", "Nous groupons nos visites."),
        ]
        assert [one.target for one in printed] == ["50,50\u00a0€", "80\u00a0%"]

    @pytest.mark.parametrize("count", [2, 12])
    def test_it_costs_one_query_however_many(self, alice, nord, django_assert_num_queries, count):
        from carnet.foundation.csr.rules import KINDS

        for kind in list(KINDS.values())[:count]:
            services.set_commitment(
                member=alice, kind=kind.code, text="x", target=kind.usual, target_end=kind.usual_end, in_force_from=JUNE
            )
        with django_assert_num_queries(1):
            assert len(queries.printable(nord, JUNE)) == count
