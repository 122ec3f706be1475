"""What the line measured or wrote, as the desktop is told of it."""

from __future__ import annotations

from softphone import line, protocol
from softphone.call_book import CallBook
from softphone.line import MeasuredEvent, RecordingWritten
from softphone.protocol import AnyPhoneEvent


def report(event: MeasuredEvent | RecordingWritten, book: CallBook) -> list[AnyPhoneEvent]:
    """What to publish of an event that changes no call."""
    match event:
        case line.DigitHeard():
            return [protocol.DigitReceived(event.ref, event.digit)]
        case line.LevelsMeasured():
            return [protocol.Levels(event.ref, event.heard, event.sent)]
        case line.QualityMeasured():
            return _quality(event, book)
        case line.RecordingWritten():
            seconds = round(event.seconds)
            return [protocol.RecordingMade(event.ref, event.key, str(event.path), seconds)]
        case line.SoundPlayed():
            return []  # only a mailbox plays sounds into a call


def _quality(event: line.QualityMeasured, book: CallBook) -> list[AnyPhoneEvent]:
    return [
        protocol.Quality(
            ref=event.ref,
            call_key=call.key,
            loss_permille=event.loss_permille,
            jitter_ms=event.jitter_ms,
            rtt_ms=event.rtt_ms,
            mos_hundredths=event.mos_hundredths,
        )
        for call in book.live
        if call.ref == event.ref
    ]
