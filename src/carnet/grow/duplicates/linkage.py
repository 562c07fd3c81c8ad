"""Splink on DuckDB: which records of a whole file are the same party, and why.

Imported by the search's work and by the command only: Splink, DuckDB and pyarrow weigh some 200 MB in memory, which
no web worker should carry.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from .rules.levels import BLOCKS, COMPARISONS, CONDITIONS, SURE, TEACHERS, Comparison
from .rules.weights import Reason, readable

Record = Mapping[str, str | None]

ENOUGH = 30
"""Sure pairs below which a file is too small, or too clean, to learn weights from: the usual ones are then used."""
SAMPLE = 5e4
"""Pairs taken at random to learn how often things agree by chance."""
RECALL = 0.7
"""The share of duplicates that SURE finds by itself, as a rule."""
LESSONS = 4
STEADY = 20
"""How many pairs the usual figures weigh beside those of the file."""
BEARABLE = 15
"""Pairs of one block for each record, beyond which the block is left out: the others stay."""
LEAST = 0.1
"""What is left at least of an agreement by chance once the true duplicates are taken out of it."""
FEWEST = 20
"""Records that must have a field for it to be compared at all."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two records by their place in the sequence, `probability` that they are one party, and what speaks for it."""

    left: int
    right: int
    probability: float
    weight: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """By field and level: how often it holds for one party, how often by chance. `prior`: of any two records."""

    weights: Mapping[str, Mapping[str, tuple[float, float]]]
    prior: float = 1e-4
    is_learnt: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`is_learnt`: the weights come from the file itself; else the usual ones."""

    pairs: tuple[Found, ...]
    is_learnt: bool


def link(records: Sequence[Record], *, threshold: float, step: Callable[[], None] = lambda: None) -> Outcome:
    """Every pair whose probability is `threshold` or more, the most probable first.

    `step` is called four times, after each part of the work; what it raises stops the search.
    """
    fields = _filled(records)
    comparisons = [one for one in COMPARISONS if one.field in fields]
    if len(records) < 2 or not comparisons:
        return Outcome((), is_learnt=False)
    connection = duckdb.connect()
    try:
        connection.execute("SET enable_progress_bar = false")
        return _link(connection, records, fields, comparisons, threshold=threshold, step=step)
    finally:
        connection.close()


def _filled(records: Sequence[Record]) -> set[str]:
    enough = min(FEWEST, max(1, len(records) // 10))
    names = set(records[0]) if records else set()
    return {name for name in names if sum(1 for record in records if record[name]) >= enough}


def _link(
    connection: duckdb.DuckDBPyConnection,
    records: Sequence[Record],
    fields: set[str],
    comparisons: Sequence[Comparison],
    *,
    threshold: float,
    step: Callable[[], None],
) -> Outcome:
    names = sorted({*fields, *(name for one in comparisons for name in one.needs)})
    columns: dict[str, Any] = {"place_in_file": range(len(records))}
    columns |= {name: pa.array([record[name] for record in records], pa.string()) for name in names}
    connection.register("given_records", pa.table(columns))
    connection.execute("CREATE TABLE records AS SELECT * FROM given_records")
    step()
    usual = Model(
        {one.field: {level.key: (level.agrees, level.by_chance) for level in one.levels} for one in comparisons}
    )
    model = _learn(connection, fields, comparisons, usual, len(records))
    step()
    linker = _linker(connection, fields, comparisons, model)
    table = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never").physical_name
    step()
    pairs = _read(connection, table, comparisons)
    step()
    return Outcome(tuple(pairs), model.is_learnt)


def _linker(
    connection: duckdb.DuckDBPyConnection, fields: set[str], comparisons: Sequence[Comparison], model: Model
) -> Linker:
    blocks: list[Any] = [
        block_on(*block) for block in BLOCKS if _covers(block, fields) and _is_small(connection, block)
    ]
    blocks += [condition for needed, condition in CONDITIONS if set(needed) <= fields]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="place_in_file",
        comparisons=[_comparison(one, model.weights[one.field]) for one in comparisons],
        probability_two_random_records_match=model.prior,
        blocking_rules_to_generate_predictions=blocks or ["1 = 1"],
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        max_iterations=15,
    )
    api = DuckDBAPI(connection=connection)
    return Linker(api.table_to_splink_dataframe("records", "records"), settings, log_level=logging.ERROR)


def _covers(block: Sequence[str], fields: set[str]) -> bool:
    return all(part.removeprefix("left(").partition(",")[0] in fields for part in block)


def _is_small(connection: duckdb.DuckDBPyConnection, block: Sequence[str]) -> bool:
    """Whether the block compares no more than a bearable number of pairs for each record."""
    key, known = ", ".join(block), " AND ".join(f"{part} IS NOT NULL" for part in block)
    # Our own expressions only.
    row = connection.execute(
        "SELECT sum(n * (n - 1) / 2), (SELECT count(*) FROM records) FROM "  # noqa: S608
        f"(SELECT count(*) AS n FROM records WHERE {known} GROUP BY {key})"
    ).fetchone()
    pairs, count = row or (0, 0)
    return (pairs or 0) <= BEARABLE * count + 100_000


def _comparison(one: Comparison, weights: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    unknown = {"sql_condition": f"{one.field}_l IS NULL OR {one.field}_r IS NULL", "is_null_level": True}
    levels: list[dict[str, Any]] = [unknown]
    for level in one.levels:
        told: dict[str, Any] = {
            "sql_condition": level.test or "ELSE",
            "label_for_charts": level.key,
            "m_probability": weights[level.key][0],
            "u_probability": weights[level.key][1],
        }
        if level.key == "same" and one.is_frequent:
            told |= {"tf_adjustment_column": one.field, "tf_adjustment_weight": 1.0}
        levels.append(told)
    return {"output_column_name": one.field, "comparison_levels": levels}


def _learn(
    connection: duckdb.DuckDBPyConnection,
    fields: set[str],
    comparisons: Sequence[Comparison],
    usual: Model,
    count: int,
) -> Model:
    """The weights that the file teaches by itself, told of no true pair; the usual ones where it cannot."""
    sure = _sure_pairs(connection, fields)
    all_pairs = count * (count - 1) / 2
    expected = max(sure / RECALL, 1.0)
    usual = replace(usual, prior=min(0.5, expected / all_pairs))
    if sure < ENOUGH:
        return usual
    linker = _linker(connection, fields, comparisons, usual)
    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=SAMPLE, seed=1, num_chunks=1, min_count_per_level=None)
    for block in [block for block in TEACHERS if set(block) <= fields][:LESSONS]:
        try:
            training.estimate_parameters_using_expectation_maximisation(block_on(*block))
        except EMTrainingException:
            # Nothing to learn in that block: no two records share it.
            continue
    return _blended(linker, usual, expected, min(SAMPLE, all_pairs))


def _sure_pairs(connection: duckdb.DuckDBPyConnection, fields: set[str]) -> int:
    joins = [
        " AND ".join(f"l.{name} = r.{name}" for name in names) for names in SURE if set(names) <= fields
    ]  # fmt: skip
    if not joins:
        return 0
    # One join for each rule: the engine hashes an equality, never a choice of several. Our own column names only.
    parts = " UNION ".join(
        "SELECT l.place_in_file AS one, r.place_in_file AS other FROM records l JOIN records r "  # noqa: S608
        f"ON {join} AND l.place_in_file < r.place_in_file"
        for join in joins
    )
    row = connection.execute(f"SELECT count(*) FROM ({parts})").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _blended(linker: Linker, usual: Model, expected: float, sampled: float) -> Model:
    """What was learnt, steadied by the usual figures: a level that few pairs show cannot swing the whole score."""
    weights: dict[str, dict[str, tuple[float, float]]] = {}
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        field = comparison["output_column_name"]
        known = usual.weights[field]
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        keys = [level["label_for_charts"] for level in levels]
        agrees = _parts([level.get("m_probability", known[key][0]) for key, level in zip(keys, levels, strict=True)])
        chance = _parts([level.get("u_probability", known[key][1]) for key, level in zip(keys, levels, strict=True)])
        weights[field] = {
            key: (
                _steadied(m, known[key][0], expected),
                _steadied(_pure(m, u, usual.prior), known[key][1], sampled),
            )
            for key, m, u in zip(keys, agrees, chance, strict=True)
        }
    return Model(weights, usual.prior, is_learnt=True)


def _parts(shares: list[float]) -> list[float]:
    """Shares that add up to one: each level was learnt by itself."""
    total = sum(shares)
    return [share / total for share in shares]


def _steadied(learnt: float, usual: float, pairs: float) -> float:
    return (learnt * pairs + usual * STEADY) / (pairs + STEADY)


def _pure(agrees: float, by_chance: float, prior: float) -> float:
    """Pairs taken at random hold a few true duplicates, which make agreement look like chance: take them out."""
    return max((by_chance - prior * agrees) / (1 - prior), by_chance * LEAST)


def _read(connection: duckdb.DuckDBPyConnection, table: str, comparisons: Sequence[Comparison]) -> list[Found]:
    parts = [f"gamma_{one.field}" for one in comparisons] + [f"mw_{one.field}" for one in comparisons]
    frequent = [one.field for one in comparisons if one.is_frequent]
    parts += [f"mw_tf_adj_{name}" for name in frequent]
    # Names of our own columns and of Splink's table.
    rows = connection.execute(
        f"SELECT place_in_file_l, place_in_file_r, match_probability, match_weight, {', '.join(parts)} "  # noqa: S608
        f"FROM {table} ORDER BY match_weight DESC, place_in_file_l, place_in_file_r"
    ).fetchall()
    width = len(comparisons)
    found = []
    for left, right, probability, weight, *rest in rows:
        gammas, bits, rarities = rest[:width], rest[width : 2 * width], rest[2 * width :]
        rarity = dict(zip(frequent, rarities, strict=True))
        reasons = [
            Reason(one.field, one.levels[len(one.levels) - 1 - gamma].key, readable(bit + (rarity.get(one.field) or 0)))
            for one, gamma, bit in zip(comparisons, gammas, bits, strict=True)
            if gamma >= 0
        ]
        found.append(Found(left, right, probability, weight, tuple(reasons)))
    return found
