"""Every questionnaire that a contract's terms may switch on."""

from collections.abc import Mapping
from types import MappingProxyType

from services.outcomes.domain.instruments.barc_10 import BARC_10
from services.outcomes.domain.instruments.eq_5d_5l import EQ_5D_5L
from services.outcomes.domain.instruments.instrument import Instrument
from services.outcomes.domain.instruments.ndta import NDTA
from services.outcomes.domain.instruments.reqol_10 import REQOL_10
from services.outcomes.domain.instruments.swemwbs import SWEMWBS

INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType(
    {
        each.id: each
        for each in (
            BARC_10,
            EQ_5D_5L,
            NDTA,
            REQOL_10,
            SWEMWBS,
        )
    }
)
"""Id of a questionnaire to the questionnaire."""
