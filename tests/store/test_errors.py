"""What the database says of a failure: it is written to the log as it is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.database import Database

FAILING = {
    "sqlite": "INSERT INTO tags (name, description) VALUES (:said, NULL)",
    "postgresql+asyncpg": "SELECT length(:said) / 0",
}


async def test_a_failed_statement_does_not_tell_its_values(db: Database) -> None:
    def fail(s: Session) -> None:
        s.execute(text(FAILING[db.url.drivername]), {"said": "my card is 4111"})

    with pytest.raises(DBAPIError) as failure:
        await db.write(fail)
    assert "4111" not in str(failure.value)
