//! A connection on which each request's head has to come within a time of its first byte.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

/// How far a connection has come: a head, an answer, the next head. Even while a head is awaited. Clones tell the same.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<AtomicU64>);

/// A connection on which each request's head has to come within a time of its first byte. Between requests it may lie
/// idle: how long is the server's business.
pub struct Patience {
    connection: TcpStream,
    head_within: Duration,
    turns: Turns,
    /// Until when the head of a turn has to be there.
    deadline: Option<(u64, Pin<Box<Sleep>>)>,
}

impl Turns {
    /// A head has come, or its answer is on its way and another head may follow.
    pub fn next(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Patience {
    /// A connection that begins with a head; whoever answers tells of each [`Turns::next`].
    pub fn new(connection: TcpStream, head_within: Duration) -> (Self, Turns) {
        let turns = Turns::default();
        (Self { connection, head_within, turns: turns.clone(), deadline: None }, turns)
    }
}

impl AsyncRead for Patience {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let turn = self.turns.now();
        if self.deadline.as_ref().is_some_and(|(of, _)| *of != turn) {
            self.deadline = None;
        }
        if let Some((_, deadline)) = &mut self.deadline
            && deadline.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.connection).poll_read(context, buffer))?;
        let is_head_awaited = turn.is_multiple_of(2);
        if self.deadline.is_none() && is_head_awaited && buffer.filled().len() > before {
            self.deadline = Some((turn, Box::pin(sleep_until(Instant::now() + self.head_within))));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Patience {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.connection).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.connection).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.connection.is_write_vectored()
    }
}
