"""What a page's form asks consent for, in which words: archived the first time that they are shown."""

from datetime import date

from django.utils import timezone

from carnet.foundation import law
from carnet.foundation.ui.public import identity_of

from .models import ConsentText, Page
from .rules.content import FormSpec
from .rules.wording import Asker, consent_text, digest


def asker_of(page: Page, form: FormSpec, on: date | None = None) -> Asker:
    """Who asks and for what. Two queries at most."""
    house = identity_of(page.workspace)
    try:
        years = law.rule("call.consent.max_years", on=on or timezone.localdate(), buyer="consumer").number
    except law.NoRuleInForce:
        years = 1
    return Asker(
        name=house.legal_name,
        object=form.object or page.name,
        email=house.email,
        phone=house.phone,
        months=int(years) * 12,
    )


def archive_texts(page: Page, form: FormSpec) -> dict[str, ConsentText]:
    """The words of each consent that the form asks for, by channel; a new row where they were never shown before."""
    asker = asker_of(page, form)
    texts = {channel: consent_text(channel, asker, page.language) for channel in form.consents}
    rows = [
        ConsentText(page=page, channel=channel, language=page.language, text=text, digest=digest(text))
        for channel, text in texts.items()
    ]
    ConsentText.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.channel: row for row in ConsentText.objects.filter(page=page, digest__in=[row.digest for row in rows])}
