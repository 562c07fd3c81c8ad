"""The same question asked of a Spark cluster, where one machine is outgrown: `CARNET_SPARK_URL` names its master.

The SQL is that of `queries.Question`, word for word; Ibis says it in Spark's. The cluster looks through the narrow
files of a version, which it must see under the same path; the cards of the few that it names are read here.
Optional: `requirements-spark.txt` and Java 17.
"""

import functools
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from . import engine
from .conditions import LISTED
from .queries import Hit, Question

NEAR = "carnet_near"


class ClusterAbsent(Exception):
    """`reason`: no_cluster (no setting), not_installed, no_answer (`detail`)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


def ask(question: Question) -> list[Hit]:
    """Raises ClusterAbsent."""
    if not settings.CARNET_SPARK_URL:
        raise ClusterAbsent("no_cluster")
    try:
        spark, session = _connected(settings.CARNET_SPARK_URL)
    except ImportError as error:
        raise ClusterAbsent("not_installed") from error
    except Exception as error:
        # Java's own errors come as many classes; whichever it is, the cluster is not there.
        raise ClusterAbsent("no_answer", str(error).splitlines()[0][:200]) from error
    files = session.read.parquet(*map(str, question.paths))
    files.selectExpr("*", "_metadata.row_index AS file_row_number").createOrReplaceTempView(NEAR)
    table = spark.sql(spoken(question.sql(NEAR, once=""), question.values), dialect="duckdb").to_pyarrow()
    return [tuple(row.values()) for row in table.to_pylist()]  # type: ignore[misc] # the columns of sql/target.sql


def spoken(sql: str, values: list[object]) -> str:
    """The values written in the place of their marks: Ibis takes whole sentences alone."""
    told = [_literal(value) for value in values]
    if LISTED in sql:
        # Spark makes no rows of a text within a condition.
        sql, told[-1] = sql.replace(LISTED, "?"), str(values[-1])
    words = sql.split("?")
    return "".join(word + value for word, value in zip(words, [*told, ""], strict=True))


def _literal(value: object) -> str:
    return f"DATE '{value}'" if isinstance(value, date) else engine.text(value)


@functools.lru_cache(maxsize=1)
def _connected(url: str) -> tuple[Any, Any]:
    """Ibis's connection and the session of Spark under it; made once, which takes seconds."""
    import ibis
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(url).appName("Carnet")
    options = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    # A hundred small files are not a hundred tasks.
    options |= {"spark.sql.shuffle.partitions": "4", "spark.sql.files.openCostInBytes": "65536"}
    if urlsplit(url).hostname in {"127.0.0.1", "localhost"}:
        options |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    return ibis.pyspark.connect(session), session
