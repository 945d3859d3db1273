"""Who is at the browser and what they may do: sign-in where it is set up, a typed name where it is not.

Sign-in is Streamlit's (`st.login`, OpenID Connect), set up by `[auth]` in .streamlit/secrets.toml. Beside it `[roles]`
says who may do more than read: for each of ROLES a list of e-mail addresses, in which `*` stands for anything. Without
`[roles].read` whoever signs in may read; who may `manage` may do everything.

    [roles]
    review = ["*@edu.example.cn"]
    import = ["zhang@edu.example.cn"]
    manage = ["admin@example.cn"]

Without `[auth]` a dashboard on the loopback address trusts its reader; one that others reach, be it by way of a proxy,
is for reading only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from app.say.markup import literal

Role = Literal["read", "review", "import", "manage"]
ROLES: dict[Role, str] = {"read": "读", "review": "校核", "import": "导入", "manage": "管理"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_HANDED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
_TYPED = "_person"


def admit() -> None:
    """Let a reader pass who may read; show others how to sign in, or that they may not, and stop the run."""
    if not _settings("auth") or may("read"):
        return
    with st.container(horizontal_alignment="center", vertical_alignment="center", height="stretch", key="sign_in"):
        if st.user.is_logged_in:
            address = literal(_address()) or "（无电子邮箱）"
            st.markdown(f"账号“{address}”没有查看权限，请联系管理员。", width="content")
            st.button("退出登录", on_click=st.logout)
        else:
            st.markdown("请先登录，再查看看板。", width="content")
            st.button("登录", on_click=st.login, type="primary")
    st.stop()


def draw() -> None:
    """Who is signed in, and the way out; nothing without sign-in."""
    if not _settings("auth"):
        return
    with st.popover(literal(str(st.user.get("name") or _address())), type="tertiary", icon=":material/person:"):
        st.caption(f"{literal(_address())} · {'、'.join(word for role, word in ROLES.items() if may(role))}")
        st.button("退出登录", on_click=st.logout, type="tertiary")


def may(role: Role) -> bool:
    """May the reader of this session do this?"""
    if not _settings("auth"):
        return role == "read" or _is_alone()
    return bool(st.user.is_logged_in) and allowed(_settings("roles"), _address(), role)


def allowed(roles: Mapping[str, Sequence[str]], address: str, role: Role) -> bool:
    """Do the configured roles allow this to the person with this e-mail address ("" where there is no sure one)?

    >>> roles = {"review": ["*@edu.cn"], "manage": ["a@b.cn"]}
    >>> [allowed(roles, "li@edu.cn", role) for role in ROLES]
    [True, True, False, False]
    >>> [allowed(roles, "A@b.cn", role) for role in ROLES]
    [True, True, True, True]
    >>> allowed({"read": ["*@edu.cn"]}, "li@other.cn", "read"), allowed(roles, "", "review")
    (False, False)
    """
    if role == "read" and "read" not in roles:
        return True
    granted = ROLES if role == "read" else (role, "manage")
    patterns = [pattern.casefold() for one in granted for pattern in roles.get(one, ())]
    return bool(address) and any(fnmatchcase(address.casefold(), pattern) for pattern in patterns)


def who() -> str:
    """The name that goes with what this person decides: that of the sign-in, or as typed; "" where none was."""
    if _settings("auth"):
        return _address() or str(st.user.get("sub", ""))
    return str(st.session_state.get(_TYPED, "")).strip()


def ask_name(place: str = "page") -> str:
    """A box for the name where nobody signs in; the name as of now. `place` tells the boxes of one page apart."""
    box = f"{_TYPED}_{place}"

    def take() -> None:
        st.session_state[_TYPED] = st.session_state[box]

    if not _settings("auth"):
        if st.session_state.get(box) != who():
            st.session_state[box] = who()
        st.text_input(
            "您的姓名", key=box, max_chars=40, placeholder="您的姓名（记入校核记录）", label_visibility="collapsed",
            width=220, on_change=take,
        )  # fmt: skip
    return who()


def _is_alone() -> bool:
    """Does the dashboard listen to this machine only, and has no proxy handed the request on?"""
    return st.get_option("server.address") in LOOPBACK and not any(name in st.context.headers for name in _HANDED_ON)


def _address() -> str:
    """The e-mail address that the provider vouches for; one that it calls unverified is none."""
    return "" if st.user.get("email_verified") is False else str(st.user.get("email") or "")


def _settings(section: str) -> Mapping[str, Any]:
    """A section of the secrets; empty where there are none."""
    if not any(Path(path).exists() for path in st.get_option("secrets.files")):
        return {}
    try:
        return dict(st.secrets.get(section) or {})
    except StreamlitSecretNotFoundError:  # whom it would keep out must stay out
        st.error("登录设置无法读取，请管理员检查 secrets.toml 的格式。", title="看板未开放")
        st.stop()
