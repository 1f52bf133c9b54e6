"""Who is asked when: a queue per host, few requests at a time and apart from each other, many hosts side by side.

One thread decides, all others only send. A page that several URLs lead to is asked for once.
"""

from __future__ import annotations

import heapq
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from proctor.probes.urls import address, journey, page
from proctor.probes.urls.journey import Journey, Verdict
from proctor.probes.urls.page import Wait, Want
from proctor.probes.urls.policy import Policy
from proctor.probes.urls.reply import CONNECTING, Call, Reply

WORKERS = 128  # requests at a time, over all hosts
_STUCK = 10.0  # seconds that a request may go on after it was broken off: a name's look-up cannot be
_BODY = 12.0  # seconds that reading a page may take once its head is there
_TICK = 0.1  # seconds between two looks at the progress
_ENOUGH = 4  # times in a row that it fails alike, until a server's other pages are taken to fail too
_SILENCE = frozenset(("timeout", "connect-timeout"))  # every try of which tells, as it takes so long
_AT_ONCE = frozenset(("no-host", "private"))  # of a host as a whole: once is enough
_OUT_OF_TIME = "it was not asked: the run's time was up"


class Sender(Protocol):
    """Sends requests, from several threads."""

    def send(self, call: Call, exchange: Any) -> Reply:
        """Ask. Raises nothing."""


class _Page:
    """A page that is being asked for, and the journeys that wait for it."""

    __slots__ = ("method", "reply", "travellers", "tries", "want")

    def __init__(self, want: Want) -> None:
        self.want = want
        self.method = page.method(want)
        self.tries = 0
        self.reply: Reply | None = None
        self.travellers: list[Journey] = []


class _Host:
    """The pages of a host that wait their turn."""

    __slots__ = ("flying", "free_at", "listed", "queue")

    def __init__(self) -> None:
        self.queue: deque[_Page] = deque()
        self.flying = 0
        self.free_at = 0.0
        self.listed = False  # in the heap of hosts that may start


class _Flight(NamedTuple):
    page: _Page
    host: _Host
    exchange: Any
    began: float


class Progress(NamedTuple):
    """How far a run has come."""

    hosts: int  # that have pages waiting
    done: int
    broken: int


class Run:
    """Asks for URLs until each has its verdict, or time is up. `answered` hears of each at once."""

    def __init__(
        self, policy: Policy, sender: Sender, make_exchange: Callable[[], Any], answered: Callable[[Want, Verdict], None]
    ) -> None:
        self._policy, self._sender, self._exchange, self._answered = policy, sender, make_exchange, answered
        self._hosts: dict[str, _Host] = {}
        self._pages: dict[tuple[str, str, frozenset[str]], _Page] = {}
        self._ready: list[tuple[float, int, _Host]] = []
        self._later: list[tuple[float, int, _Page]] = []
        self._due: list[tuple[float, int, _Flight, str]] = []
        self._flights: set[_Page] = set()
        self._jobs: queue.SimpleQueue[tuple[_Flight, Call] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[_Flight, Reply]] = queue.SimpleQueue()
        self._threads = 0
        self._count = 0
        self._open: dict[Want, None] = {}
        self._trouble: dict[str, tuple[Reply, int]] = {}
        self._waited, self._waiting_until = 0.0, 0.0
        self._finished = self._broken = 0
        self._took: dict[str, list[float]] = {}

    def ask(self, wants: list[Want], progress: Callable[[Progress], None]) -> None:
        """Ask for pages. An interruption leaves what is not answered yet unanswered."""
        self._open = dict.fromkeys(wants)
        for want in wants:
            self._travel(journey.begin(want))
        drawn = time.monotonic()
        end = drawn + self._policy.limits.time
        try:
            while self._open:
                now = time.monotonic()
                if now > end:
                    self._give_up()
                    break
                self._start(now)
                self._wait(now)
                if now >= drawn + _TICK:
                    drawn = now
                    progress(Progress(sum(bool(h.queue) for h in self._hosts.values()), self._finished, self._broken))
        finally:
            for _ in range(self._threads):
                self._jobs.put(None)

    def seconds(self) -> dict[str, float]:
        """What a URL of each host took, as far as it kept the next one waiting."""
        limits = self._policy.limits
        return {host: max(limits.pause, sum(each) / len(each) / limits.per_host) for host, each in self._took.items()}

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _travel(self, traveller: Journey) -> None:
        """Have a journey's next page asked for, or take the answer that is there."""
        todo: Journey | Verdict = traveller
        while isinstance(todo, Journey):
            key = todo.at[:3]
            found = self._pages.get(key)
            if found is None:
                found = self._pages[key] = _Page(todo.at)
                self._queue(found)
            if found.reply is None:
                found.travellers.append(todo)
                return
            todo = journey.step(todo, _seen_by(todo, found), self._policy)
        self._end(traveller.start, todo)

    def _end(self, want: Want, verdict: Verdict) -> None:
        if want in self._open:
            del self._open[want]
            self._finished += 1
            self._broken += verdict.verdict == "broken"
            self._answered(want, verdict)

    def _give_up(self) -> None:
        for want in list(self._open):
            self._end(want, Verdict("unknown", _OUT_OF_TIME))

    def _queue(self, each: _Page, first: bool = False) -> None:
        host = self._hosts.setdefault(address.host(each.want.url), _Host())
        if first:
            host.queue.appendleft(each)
        else:
            host.queue.append(each)
        self._list(host)

    def _list(self, host: _Host) -> None:
        if host.queue and not host.listed and host.flying < self._policy.limits.per_host:
            host.listed = True
            heapq.heappush(self._ready, (host.free_at, self._number(), host))

    def _start(self, now: float) -> None:
        """Start all that may start now."""
        while self._later and self._later[0][0] <= now:
            self._queue(heapq.heappop(self._later)[2], first=True)
        while self._ready and self._ready[0][0] <= now and len(self._flights) < WORKERS:
            host = heapq.heappop(self._ready)[2]
            host.listed = False
            if host.free_at <= now and host.queue and not self._known_trouble(host.queue[0]):
                self._fly(host.queue.popleft(), host)
            elif host.free_at <= now and host.queue:
                failed = host.queue.popleft()
                self._arrive(failed, self._trouble[page.origin(failed.want)][0])
            self._list(host)

    def _known_trouble(self, each: _Page) -> bool:
        reply, count = self._trouble.get(page.origin(each.want), (None, 0))
        return reply is not None and each.tries == 0 and count >= (1 if reply.fault in _AT_ONCE else _ENOUGH)

    def _fly(self, each: _Page, host: _Host) -> None:
        now = time.monotonic()
        host.free_at = now + self._policy.limits.pause
        host.flying += 1
        flight = _Flight(each, host, self._exchange(), now)
        self._flights.add(each)
        call = page.call(each.want, self._policy, each.method)
        heapq.heappush(self._due, (now + call.connect + call.timeout, self._number(), flight, "head"))
        if len(self._flights) > self._threads:
            self._threads += 1
            threading.Thread(target=self._work, daemon=True).start()
        self._jobs.put((flight, call))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            flight, call = job
            self._done.put((flight, self._sender.send(call, flight.exchange)))

    def _wait(self, now: float) -> None:
        """Wait for an answer, or until something else is to be done; and take all answers that are there."""
        full = len(self._flights) >= WORKERS
        times = [queue[0][0] for queue in (self._later, self._due, [] if full else self._ready) if queue]
        patience = min(max(0.0, min(times, default=now) - now), _TICK)
        try:
            self._landed(*self._done.get(timeout=patience))
            for _ in range(self._done.qsize()):
                self._landed(*self._done.get_nowait())
        except queue.Empty:
            pass
        self._break_off(time.monotonic())

    def _break_off(self, now: float) -> None:
        """End requests that take too long: first politely, then without them."""
        while self._due and self._due[0][0] <= now:
            _, _, flight, late = heapq.heappop(self._due)
            if flight.exchange.landed:
                continue
            if late == "stuck":
                self._threads -= 1  # its thread is lost until the look-up ends
                self._landed(flight, Reply(fault="timeout"))
            elif late == "head" and flight.exchange.headed:
                heapq.heappush(self._due, (now + _BODY, self._number(), flight, "body"))
            else:
                flight.exchange.break_off()
                heapq.heappush(self._due, (now + _STUCK, self._number(), flight, "stuck"))

    def _landed(self, flight: _Flight, reply: Reply) -> None:
        if flight.exchange.landed:
            return  # it was given up before
        flight.exchange.landed = True
        each, host = flight.page, flight.host
        self._flights.discard(each)
        host.flying -= 1
        self._took.setdefault(address.host(each.want.url), []).append(time.monotonic() - flight.began)
        if each.method == "HEAD" and not page.confirmed(each.want, reply):
            each.method = "GET"
            self._queue(each, first=True)
        else:
            each.tries += 1
            retried = self._retried(each, reply, host)
            if not retried or reply.fault in _SILENCE:
                self._remember(each, reply)
            if not retried:
                self._arrive(each, reply)
        self._list(host)

    def _retried(self, each: _Page, reply: Reply, host: _Host) -> bool:
        wait = page.again(reply, each.tries, self._policy.limits, time.time(), random.random())
        if wait is None or (wait.limited and not self._granted(wait)):
            return False
        at = time.monotonic() + wait.seconds
        if wait.limited and reply.status == 429:
            host.free_at = max(host.free_at, at)
        heapq.heappush(self._later, (at, self._number(), each))
        return True

    def _granted(self, wait: Wait) -> bool:
        """Whether the run may wait that long for a server's sake. Waits side by side count once."""
        now = time.monotonic()
        more = max(0.0, now + wait.seconds - max(now, self._waiting_until))
        if self._waited + more > self._policy.limits.waiting:
            return False
        self._waited += more
        self._waiting_until = max(self._waiting_until, now + wait.seconds)
        return True

    def _remember(self, each: _Page, reply: Reply) -> None:
        """Count the failures in a row that speak of the server as a whole."""
        origin = page.origin(each.want)
        kind = reply.fault or reply.status
        if not (reply.fault in CONNECTING or reply.fault in _SILENCE or reply.status == 429):
            self._trouble.pop(origin, None)
            return
        old, count = self._trouble.get(origin, (reply, 0))
        self._trouble[origin] = reply, count + 1 if (old.fault or old.status) == kind else 1

    def _arrive(self, each: _Page, reply: Reply) -> None:
        each.reply = reply
        travellers, each.travellers = each.travellers, []
        for traveller in travellers:
            following = journey.step(traveller, _seen_by(traveller, each), self._policy)
            if isinstance(following, Journey):
                self._travel(following)
            else:
                self._end(traveller.start, following)


def _seen_by(traveller: Journey, each: _Page) -> Reply:
    """A page's reply for a journey: `not modified` means a page to one that asked for it without conditions."""
    reply = each.reply or Reply(fault="send")
    return reply._replace(status=200) if reply.status == 304 and each.want.known and not traveller.at.known else reply
