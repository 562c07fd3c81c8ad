"""How the room speaks: reasons of refusals, points of a lead, checks of a page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .rules.checking import Check
from .rules.content import TEXTS

REFUSED = {
    "no_name": gettext_lazy("Give it a name."),
    "slug_taken": gettext_lazy("Another of your pages has this address: choose another end for it."),
    "slug_reserved": gettext_lazy("This end of the address is kept for other uses: choose another."),
    "no_title": gettext_lazy("Write a title before you publish."),
    "no_action": gettext_lazy("Write what the button says before you publish."),
    "no_object": gettext_lazy("Say what one agrees to hear about: without it a consent proves nothing."),
    "gone": gettext_lazy("It no longer exists."),
    "not_public": gettext_lazy("This page is not public."),
    "already": gettext_lazy("This was done already."),
    "no_target": gettext_lazy("Say where the link leads: a page of yours or an address."),
    "two_targets": gettext_lazy("A link leads to a page or to an address, not to both."),
    "foreign": gettext_lazy(
        "Links may only lead to your own pages or to the sites that you allow. Add this site to them first, in the "
        "settings of the public pages."
    ),
    "too_heavy": gettext_lazy("This picture weighs more than 8 MB. Make it smaller."),
    "too_large": gettext_lazy("This picture has more than 40 million points. Make it smaller."),
    "not_a_picture": gettext_lazy("This is no picture that can be read. Use a JPEG, PNG or WebP file."),
    "no_text": gettext_lazy("Write the post."),
    "too_long": gettext_lazy("This is longer than the network takes."),
    "too_many_hashtags": gettext_lazy("These are more hashtags than the network takes."),
    "too_many_images": gettext_lazy("These are more pictures than the network takes."),
    "published": gettext_lazy("It is published already."),
}

REASONS = {
    "need": gettext_lazy("says what they need"),
    "need_detailed": gettext_lazy("in detail"),
    "phone": gettext_lazy("gives a phone number"),
    "call": gettext_lazy("agrees to be called"),
    "company": gettext_lazy("names their company"),
    "job": gettext_lazy("names their job"),
    "answers": gettext_lazy("answers your own questions"),
    "known": gettext_lazy("already in the file"),
    "customer": gettext_lazy("already a customer"),
}

FIELDS = {
    "name": gettext_lazy("Name"),
    "company": gettext_lazy("Company"),
    "job": gettext_lazy("Job"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "need": gettext_lazy("Need, in their own words"),
}
CHANNELS = {
    "email": gettext_lazy("By e-mail"),
    "phone": gettext_lazy("By phone"),
    "sms": gettext_lazy("By text message"),
}
CHECKS = {
    "title_short": gettext_lazy("The title fits in one look (80 characters at most)"),
    "promise_short": gettext_lazy("The promise is read in five seconds (280 characters at most)"),
    "one_action": gettext_lazy("One action, said by the button"),
    "few_fields": gettext_lazy("The form asks six things at most"),
    "image_told": gettext_lazy("The picture is described for those who do not see it"),
    "target_said": gettext_lazy("The target is written down"),
    "positioning_said": gettext_lazy("The positioning is written down"),
    "arguments": gettext_lazy("Two arguments at least"),
    "proofs": gettext_lazy("Each proof says where it comes from"),
    "offer_shown": gettext_lazy("An offer of the catalogue is shown"),
    "claims_sourced": gettext_lazy("Superlatives and words of the environment are proven"),
    "speaks_of_target": gettext_lazy("The page uses the words of the target"),
    "speaks_of_positioning": gettext_lazy("The page uses the words of the positioning"),
}


def refused(reason: str) -> str:
    return str(REFUSED[reason])


def reasons(codes: list[str]) -> str:
    return ", ".join(str(REASONS[code]) for code in codes if code in REASONS)


def checked(one: Check) -> str:
    """The check, with what it met where that helps."""
    said = str(CHECKS[one.code])
    return said if one.is_met or not one.detail or one.detail == "0" else f"{said} ({one.detail})"


def source_name(source: dict[str, str]) -> str:
    """`linkedin, social, printemps`; who came straight to the page otherwise."""
    told = [source[name] for name in ("utm_source", "utm_medium", "utm_campaign") if source.get(name)]
    return ", ".join(told) or _("directly")


def within_days(days: int) -> str:
    return ngettext("within %(count)d working day", "within %(count)d working days", days) % {"count": days}


def field_choices() -> list[tuple[str, str]]:
    return [(code, str(FIELDS[code])) for code in TEXTS if code != "name"]
