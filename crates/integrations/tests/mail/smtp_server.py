"""A mail server for tests, by aiosmtpd. Prints one JSON line when it listens, and one per message it takes.

The local part of a recipient's address says how the server treats it: refused, later, elsewhere (it is not relayed), hang,
dropped (the connection is cut when the text has arrived), spam (the text is refused) or limit (too much was sent). The
sender nobody is refused.
"""

import argparse
import asyncio
import email
import email.policy
import email.utils
import json
import ssl
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP, AuthResult


def say(value):
    print(json.dumps(value), flush=True)


def parts(message):
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_content()
        yield {
            "type": part.get_content_type(),
            "params": dict(part["content-type"].params),
            "disposition": part.get_content_disposition(),
            "filename": part.get_filename(),
            "content": content if isinstance(content, str) else content.decode("utf-8"),
        }


def people(content, header):
    # The older reader: the newer one puts a space between the encoded words of a name, where RFC 2047, 6.2 has none.
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    pairs = email.utils.getaddresses(message.get_all(header, []))
    return [[str(make_header(decode_header(name))), address] for name, address in pairs]


def described(server, envelope, session):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    return {
        "mail_from": envelope.mail_from,
        "rcpt_tos": envelope.rcpt_tos,
        "tls": server.transport.get_extra_info("ssl_object") is not None,
        "user": session.auth_data.login.decode() if session.auth_data else None,
        "peer": session.peer[1],
        "hello": session.host_name,
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "from": people(envelope.content, "from"),
        "reply_to": people(envelope.content, "reply-to"),
        "to": people(envelope.content, "to"),
        "structure": [part.get_content_type() for part in message.walk()],
        "parts": list(parts(message)),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "ascii": envelope.content.isascii(),
        "longest_line": max(len(line) for line in envelope.content.split(b"\r\n")),
        "bare": envelope.content.replace(b"\r\n", b"").count(b"\n"),
    }


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.split("@")[0] == "nobody":
            return "550 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local == "refused":
            return "550 5.1.1 no such\tuser here"
        if local == "later":
            return "451 4.7.1 greylisted, come back"
        if local == "elsewhere":
            return "554 5.7.1 Relay access denied"
        if local == "hang":
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        locals = [address.split("@")[0] for address in envelope.rcpt_tos]
        if "dropped" in locals:
            server.transport.abort()
            return "250 never arrives"
        if "spam" in locals:
            return "554 5.7.1 this looks like spam"
        if "limit" in locals:
            return "550 5.4.5 Daily user sending limit exceeded"
        if "busy" in locals:
            return "452 4.3.1 no room"
        say(described(server, envelope, session))
        return "250 2.0.0 queued as 4711"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"me@example.org" and data.password == b"s3cr3t+/"
    if good:
        return AuthResult(success=True, auth_data=data)
    say_back = "535 5.7.8 not good: " + data.password.decode()
    return AuthResult(success=False, handled=False, message=say_back)


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    arguments.add_argument("--certificate")
    arguments.add_argument("--key")
    arguments.add_argument("--auth", action="store_true")
    given = arguments.parse_args()
    context = None
    if given.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(given.certificate, given.key)
    starttls = context if given.tls == "starttls" else None

    def protocol():
        return SMTP(
            Handler(),
            hostname="mail.test",
            tls_context=starttls,
            auth_required=given.auth,
            auth_require_tls=given.auth and given.tls == "starttls",
            authenticator=authenticate if given.auth else None,
            enable_SMTPUTF8=False,
            decode_data=False,
        )

    implicit = context if given.tls == "implicit" else None
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=implicit)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(main())
