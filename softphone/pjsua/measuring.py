"""Reads a call's RTP counters and makes a quality report of them."""

from __future__ import annotations

import time

import pjsua2 as pj

from softphone.line import CallRef, QualityMeasured
from softphone.quality import Reception, score

_EVERY_S = 2.0
_AUDIO = 0


class Measuring:
    """One call's counters: each report is about the time since the last, the final about all."""

    def __init__(self, ref: CallRef) -> None:
        self._ref = ref
        self._due = 0.0
        self._before = (0, 0)
        self._codec = ""
        self._latest: Reception | None = None

    def measure(self, call: pj.Call) -> QualityMeasured | None:
        """A report when one is due; read each time, for at its end a call has no counters left."""
        now = time.monotonic()
        try:
            heard = self._latest = self._read(call)
        except pj.Error:
            return None  # between two streams, as during a re-INVITE
        if now < self._due:
            return None
        is_first = not self._due
        self._due = now + _EVERY_S
        if is_first:
            return None
        received, lost = self._before
        self._before = (heard.received, heard.lost)
        return self._report(
            Reception(
                max(0, heard.received - received),
                max(0, heard.lost - lost),
                heard.jitter_ms,
                heard.rtt_ms,
                heard.buffered_ms,
            )
        )

    def last(self) -> QualityMeasured | None:
        """The whole call, none for one that was over at once."""
        return self._report(self._latest) if self._latest is not None else None

    def _read(self, call: pj.Call) -> Reception:
        if not self._codec:
            self._codec = str(call.getStreamInfo(_AUDIO).codecName)
        stat = call.getStreamStat(_AUDIO)  # kept in a local: its children do not keep it alive
        rtcp, jbuf = stat.rtcp, stat.jbuf
        heard = rtcp.rxStat
        return Reception(
            received=int(heard.pkt),
            lost=int(heard.loss) + int(jbuf.discard),
            jitter_ms=int(heard.jitterUsec.last) / 1000,
            rtt_ms=int(rtcp.rttUsec.last) / 1000,
            buffered_ms=int(jbuf.avgDelayMsec),
        )

    def _report(self, heard: Reception) -> QualityMeasured:
        return QualityMeasured(
            ref=self._ref,
            loss_permille=round(heard.loss * 1000),
            jitter_ms=round(heard.jitter_ms),
            rtt_ms=round(heard.rtt_ms),
            mos_hundredths=score(self._codec, heard),
        )
