"""Who signs in. What a person may do lives in their memberships, not here."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from carnet.prepared import Prepared


class UserManager(BaseUserManager["User"]):
    """Accounts are named by their e-mail address, compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *args: object, **conditions: object) -> "User":
        """As any manager's; by `pk` alone, as the session of every request asks, the query is prepared."""
        pk = conditions.get("pk")
        if args or len(conditions) != 1 or not isinstance(pk, int):
            return super().get(*args, **conditions)
        found: User | None = _by_pk.instance(pk=pk)
        if found is None:
            raise User.DoesNotExist
        return found

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.FRENCH)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @property
    def initials(self) -> str:
        """One or two capitals, for the round picture."""
        letters = [word[0] for word in str(self).replace("@", " ").split() if word]
        return "".join(letters[:2]).upper()


class CacheRow(models.Model):
    """The table of Django's cache, declared so that a migration makes it. Only the cache writes here."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key


_by_pk = Prepared(lambda pk: User.objects.filter(pk=pk), pk=int)
