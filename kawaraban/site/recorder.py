"""Record each question that a page asks, and answer it once a build."""

from collections.abc import Callable, Container, Iterator
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class Recorder:
    """Holds what was asked and answered.

    `inputs` are the questions of the page that is being made, each a kind and a name.
    `upcoming` are the moments still to come at which an answer changes, by its question.
    """

    def __init__(self) -> None:
        """Begin without a question."""
        self.inputs: set[str] = set()
        self.answers: dict[str, Any] = {}
        self.upcoming: dict[str, datetime] = {}

    def upcoming_of(self, questions: Container[str]) -> Iterator[datetime]:
        """Yield the moments at which the answers to some questions change."""
        return (at for question, at in self.upcoming.items() if question in questions)


R = TypeVar("R", bound=Recorder)


def recorded(question: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Record the name of a question with its argument, and answer it once a build."""
    kind = question.__name__

    @wraps(question)
    def ask(view: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = f"{kind} {args[0] if args else ''}"
        view.inputs.add(key)
        if key in view.answers:
            answer: T = view.answers[key]
            return answer
        answer = view.answers[key] = question(view, *args, **kwargs)
        return answer

    return ask
