"""The description of an app as it may be shown: an app may put a token into a URL rule or an endpoint."""

from dataclasses import replace

from tracer.recording.redaction import Redaction
from tracer.trace.app_facts import AppFacts, AppHook, AppView, NamedView


def shown_description(facts: AppFacts, redaction: Redaction) -> AppFacts:
    """Return the description with the names that may be shown, the same as in the events of the same recording."""
    return replace(
        facts,
        login_view=_named(facts.login_view, redaction),
        refresh_view=_named(facts.refresh_view, redaction),
        blueprint_login_views={
            redaction.rule(blueprint): _named(view, redaction)
            for blueprint, view in facts.blueprint_login_views.items()
        },
        views=tuple(_view(view, redaction) for view in facts.views),
        hooks=tuple(_hook(hook, redaction) for hook in facts.hooks),
    )


def _named(view: NamedView | None, redaction: Redaction) -> NamedView | None:
    if view is None:
        return None
    return replace(view, name=redaction.rule(view.name), rule=None if view.rule is None else redaction.rule(view.rule))


def _view(view: AppView, redaction: Redaction) -> AppView:
    return replace(view, endpoint=redaction.rule(view.endpoint), rule=redaction.rule(view.rule))


def _hook(hook: AppHook, redaction: Redaction) -> AppHook:
    return hook if hook.blueprint is None else replace(hook, blueprint=redaction.rule(hook.blueprint))
