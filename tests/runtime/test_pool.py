"""The bookkeeping of the connection pool, with connections that are only names."""

from __future__ import annotations

from dataclasses import dataclass

from headrace.pool import Origin, Pool, Waiter

HERE: Origin = (b"https", b"here", 443)
THERE: Origin = (b"https", b"there", 443)


@dataclass(eq=False)
class Connection:
    origin: Origin
    idle: bool = False
    expired: bool = False

    def is_idle(self) -> bool:
        return self.idle

    def has_expired(self) -> bool:
        return self.expired


def pool_of(most: int | None = None, most_idle: int | None = None) -> Pool[Connection]:
    return Pool(Connection, most, most_idle)


def taken(pool: Pool[Connection], origin: Origin = HERE) -> Connection:
    connection, closing = pool.take(origin)
    assert connection is not None and closing == []
    connection.idle = False
    return connection


def given_back(pool: Pool[Connection], connection: Connection) -> list[Connection]:
    connection.idle = True
    return pool.give_back(connection)


def test_the_connection_that_was_used_last_serves_next() -> None:
    pool = pool_of()
    first, second = taken(pool), taken(pool)
    assert first is not second
    assert given_back(pool, first) == given_back(pool, second) == []
    assert taken(pool) is second
    assert taken(pool) is first


def test_connections_serve_their_own_origin_only() -> None:
    pool = pool_of()
    here = taken(pool)
    given_back(pool, here)
    assert taken(pool, THERE) is not here
    assert taken(pool) is here


def test_a_connection_that_cannot_go_on_is_closed_and_makes_room() -> None:
    pool = pool_of(most=1)
    broken = taken(pool)
    assert pool.give_back(broken) == [broken]
    assert taken(pool) is not broken


def test_beyond_the_number_of_idle_ones_the_oldest_is_closed() -> None:
    pool = pool_of(most_idle=2)
    made = [taken(pool) for _ in range(3)]
    assert [given_back(pool, each) for each in made] == [[], [], [made[0]]]


def test_expired_ones_are_closed_when_the_next_request_comes() -> None:
    """Those of other origins too, as their turn to serve may never come."""
    pool = pool_of()
    here, there = taken(pool), taken(pool, THERE)
    given_back(pool, there)
    given_back(pool, here)
    here.expired = there.expired = True
    fresh, closing = pool.take(HERE)
    assert fresh not in (here, there)
    assert sorted(map(id, closing)) == sorted(map(id, (here, there)))


def test_one_that_expired_in_the_middle_of_the_line_is_not_served() -> None:
    pool = pool_of()
    old, new = taken(pool), taken(pool)
    given_back(pool, old)
    given_back(pool, new)
    new.expired = True
    connection, closing = pool.take(HERE)
    assert connection is old and closing == [new]


def test_a_full_pool_closes_an_idle_connection_of_another_origin() -> None:
    pool = pool_of(most=1)
    here = taken(pool)
    given_back(pool, here)
    there, closing = pool.take(THERE)
    assert there is not None and there.origin == THERE and closing == [here]


def waiting(pool: Pool[Connection], origin: Origin = HERE) -> tuple[Waiter[Connection], list[str]]:
    assert pool.take(origin) == (None, [])
    woken: list[str] = []
    waiter: Waiter[Connection] = Waiter(origin, lambda: woken.append("woken"))
    pool.wait(waiter)
    return waiter, woken


def test_who_waits_longest_gets_the_connection() -> None:
    pool = pool_of(most=1)
    connection = taken(pool)
    (first, woken_first), (second, woken_second) = waiting(pool), waiting(pool)
    assert given_back(pool, connection) == []
    assert first.connection is connection and woken_first and second.connection is None and not woken_second
    assert given_back(pool, connection) == []
    assert second.connection is connection


def test_who_waits_for_another_origin_gets_a_new_one_in_its_place() -> None:
    pool = pool_of(most=1)
    here = taken(pool)
    waiter, _ = waiting(pool, THERE)
    assert given_back(pool, here) == [here]
    assert waiter.connection is not None and waiter.connection.origin == THERE


def test_giving_up_leaves_the_queue_and_passes_on_what_came() -> None:
    pool = pool_of(most=1)
    connection = taken(pool)
    (first, _), (second, _), (third, _) = waiting(pool), waiting(pool), waiting(pool)
    assert pool.give_up(first) == []
    given_back(pool, connection)
    assert second.connection is connection
    assert pool.give_up(second) == []
    assert third.connection is connection


def test_after_the_end_nothing_is_kept() -> None:
    pool = pool_of()
    idle, busy = taken(pool), taken(pool)
    given_back(pool, idle)
    assert set(pool.clear()) == {idle, busy}
    assert given_back(pool, busy) == [busy]
    assert taken(pool) not in (idle, busy)
