"""Keys, health, errors."""

from msgspec import UNSET, UnsetType

from benchbook.api.shapes.wire import Shape


class RateLimit(Shape, frozen=True, kw_only=True):
    """How many requests a key may make in an interval; -1 is unlimited."""

    requests: int
    interval: str
    note: str


class FreeModelDailyRequests(Shape, frozen=True, kw_only=True):
    """A quota of inference, which is not offered here: always 0."""

    limit: int = 0
    remaining: int = 0
    used: int = 0


class KeyInfo(Shape, frozen=True, kw_only=True):
    """The key in use. Nothing is billed here: money is 0 and without limit."""

    label: str
    rate_limit: RateLimit
    limit: float | None = None
    limit_remaining: float | None = None
    limit_reset: str | None = None
    usage: float = 0
    usage_daily: float = 0
    usage_weekly: float = 0
    usage_monthly: float = 0
    byok_usage: float = 0
    byok_usage_daily: float = 0
    byok_usage_weekly: float = 0
    byok_usage_monthly: float = 0
    include_byok_in_limit: bool = False
    is_free_tier: bool = False
    is_management_key: bool = False
    is_provisioning_key: bool = False
    creator_user_id: str | None = None
    organization_id: str | None = None
    workspace_id: str | None = None
    effective_budget: None = None
    budgets: tuple[str, ...] = ()
    allowed_data_regions: tuple[str, ...] = ()
    free_model_daily_requests: FreeModelDailyRequests = FreeModelDailyRequests()
    expires_at: str | None = None


class KeyResponse(Shape, frozen=True, kw_only=True):
    """The reply of ``/api/v1/key``."""

    data: KeyInfo


class Health(Shape, frozen=True, kw_only=True):
    """The reply of ``/healthz``: what is being served."""

    status: str
    snapshot: str
    models: int
    rows: int
    as_of: str | None


class ErrorDetail(Shape, frozen=True, kw_only=True):
    """``code`` is the HTTP status."""

    code: int
    message: str
    metadata: dict[str, str] | UnsetType = UNSET


class ErrorResponse(Shape, frozen=True, kw_only=True):
    """The body of every error."""

    error: ErrorDetail
