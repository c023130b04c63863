"""Redis, as workers listen to it: one that dies while they have a task in hand must not end them.

When a connection breaks, kombu forgets where Redis was, and asks for it once more for each task that was in hand: to put it
back, and to say that it is done. Both ended the worker. Nothing is lost without them: Redis still has what was not done, and
gives it again after `visibility_timeout`; and a tick finds what waits.
"""

from kombu.transport import TRANSPORT_ALIASES, redis


class QoS(redis.QoS):
    @property
    def is_over(self) -> bool:
        """Whether this is of a connection that broke."""
        return self.channel.connection is None or self.channel.connection.client is None

    def restore_unacked(self, client=None):
        if not self.is_over:
            super().restore_unacked(client)

    def ack(self, delivery_tag):
        if not self.is_over:
            super().ack(delivery_tag)

    def reject(self, delivery_tag, requeue=False):
        if not self.is_over:
            super().reject(delivery_tag, requeue)


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel


TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "coproduction.broker:Transport"))
