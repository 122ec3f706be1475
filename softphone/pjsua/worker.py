"""The one OS thread that may touch pjsua2: jobs in, events out."""

from __future__ import annotations

import gc
import logging
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pjsua2 as pj

log = logging.getLogger(__name__)

POLL_MS = 4  # how long a job waits at most; 0.6 % of a core when idle
_UNREGISTER_POLLS = 100
_NO_RX_MSG = 1  # pjsua_destroy2: do not wait for answers, we did that ourselves

Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Farewell:
    """How the owner of calls and accounts leaves: say goodbye, wait, drop every object."""

    begin: Job
    is_over: Callable[[], bool]
    let_go: Job


CODECS = ("G722/16000", "PCMA/8000", "PCMU/8000")  # best first; every other codec is switched off


class Worker:
    """Owns the endpoint from libCreate to libDestroy; other threads come in by `post` only."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="pjsua", daemon=True)
        self._started = threading.Event()
        self._stopping = False
        self._endpoint: pj.Endpoint | None = None
        self._ticks: list[Job] = []
        self._farewell: Farewell | None = None

    @property
    def endpoint(self) -> pj.Endpoint:
        if self._endpoint is None:
            raise RuntimeError("the pjsua worker is not running")
        return self._endpoint

    def start(self, endpoint_type: type[pj.Endpoint] = pj.Endpoint) -> None:
        """Start the library and wait until it is ready."""
        self._endpoint_type = endpoint_type
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the SIP library did not start within 10 s")

    def post(self, job: Job) -> None:
        """Run `job` on the worker soon; its faults are logged, never raised."""
        self._jobs.put(job)

    def every_poll(self, job: Job) -> None:
        """Run `job` at each turn of the loop (from the worker only)."""
        self._ticks.append(job)

    def stop(self, farewell: Farewell) -> None:
        """End the library; the steps of `farewell` run on the worker."""
        self._farewell = farewell
        self._stopping = True
        self._thread.join(5)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        self._endpoint = create_endpoint(self._endpoint_type)
        self._started.set()
        while not self._stopping:
            self._turn()
        self._say_farewell()
        self._ticks.clear()
        sys.last_traceback = None  # an old traceback would keep calls alive past libDestroy: abort
        gc.collect()
        self._endpoint.libDestroy(_NO_RX_MSG)
        self._endpoint = None

    def _turn(self) -> None:
        self._run_jobs()
        for tick in self._ticks:
            run_safely(tick)
        self.endpoint.libHandleEvents(POLL_MS)

    def _run_jobs(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            run_safely(job)

    def _say_farewell(self) -> None:
        if self._farewell is None:
            return
        run_safely(self._farewell.begin)
        for _ in range(_UNREGISTER_POLLS):
            if self._farewell.is_over():
                break
            self.endpoint.libHandleEvents(POLL_MS)
        run_safely(self._farewell.let_go)
        self._farewell = None


def create_endpoint(kind: type[pj.Endpoint]) -> pj.Endpoint:
    """A started endpoint: no sound device, safe codecs, nothing secret in any log."""
    endpoint = kind()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.logConfig.level = 0
    config.logConfig.consoleLevel = 0
    config.logConfig.msgLogging = 0
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "Ringdesk"
    config.uaConfig.mwiUnsolicitedEnabled = False
    config.medConfig.clockRate = 16_000
    config.medConfig.noVad = True  # else RTP stops in silence, and recordings with it
    config.medConfig.ecTailLen = 0
    endpoint.libInit(config)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()  # the null device is the clock of the bridge
    _allow_codecs(endpoint)
    return endpoint


def _allow_codecs(endpoint: pj.Endpoint) -> None:
    ranks = {name: 250 - 10 * rank for rank, name in enumerate(CODECS)}
    known = [str(codec.codecId) for codec in list(endpoint.codecEnum2())]
    for codec in known:
        endpoint.codecSetPriority(codec, ranks.get(codec.rsplit("/", 1)[0], 0))


def run_safely(job: Job) -> None:
    """Run on pj's thread: an exception there would be swallowed and keep objects alive; log it."""
    try:
        job()
    except pj.Error as fault:
        log.warning("SIP library: %s", fault.reason)  # a traceback would keep calls alive
    except Exception:
        log.exception("fault on the phone's worker")
        sys.last_traceback = None
