//! TLS that hears a returning phone's first request in its first flight.
//!
//! ```text
//! new phone:        hello >  < certificates    finished, request >   < answer
//! returning phone:  hello with ticket, request >   < finished, answer
//! ```
//!
//! The second saves a round trip, which is most of a second over 2G. What came early is
//! under the keys of an earlier connection, and whoever recorded it could play it again:
//! so each ticket is good for one connection. It stands in this process's memory and is
//! taken out when it is shown; a flight played again, or one for another process, finds
//! none, is not decrypted, and its connection begins like a new phone's. Beyond that,
//! what phones send may be repeated by design (see `ingest`).
//!
//! This is what `tokio-rustls` leaves to its callers on the server's side; without early
//! data the stream behaves as its own does.

use rustls::{ServerConfig, ServerConnection};
use std::{
    future::poll_fn,
    io::{self, Read as _, Write as _},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream under TLS, whose handshake may still be under way while it is read and written.
pub(super) struct Secured<S> {
    stream: S,
    tls: ServerConnection,
    /// The peer sends no more.
    ended: bool,
}

/// Waits until the peer may be heard: the handshake is over, or a ticket was good and something came with it.
pub(super) async fn accept<S>(stream: S, config: Arc<ServerConfig>) -> io::Result<Secured<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let tls = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut secured = Secured { stream, tls, ended: false };
    poll_fn(|context| secured.poll_audible(context)).await?;
    Ok(secured)
}

impl<S: AsyncRead + AsyncWrite + Unpin> Secured<S> {
    fn poll_audible(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let sent = self.poll_send(context)?;
            if !self.tls.is_handshaking() || self.tls.early_data().is_some() {
                return Poll::Ready(Ok(()));
            }
            ready!(self.poll_receive(context))?;
            if self.ended {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            // What was received is what lets us send on.
            let _: Poll<()> = sent;
        }
    }

    /// Sends whatever TLS wants to.
    fn poll_send(&mut self, context: &mut Context<'_>) -> Result<Poll<()>, io::Error> {
        while self.tls.wants_write() {
            let mut stream = Blocking { stream: &mut self.stream, context };
            match self.tls.write_tls(&mut stream) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Poll::Pending),
                Err(error) => return Err(error),
            }
        }
        Ok(Poll::Ready(()))
    }

    /// Receives something, or learns that nothing more will come.
    fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut stream = Blocking { stream: &mut self.stream, context };
        match self.tls.read_tls(&mut stream) {
            Ok(0) => self.ended = true,
            Ok(_) => {
                if let Err(error) = self.tls.process_new_packets() {
                    // The peer may want to know why.
                    let _ = self.poll_send(context);
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, error)));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
            Err(error) => return Poll::Ready(Err(error)),
        }
        Poll::Ready(Ok(()))
    }

    /// What has been decrypted: the early part first. `None` if there is nothing yet.
    fn take(&mut self, into: &mut ReadBuf<'_>) -> io::Result<Option<usize>> {
        let room = into.initialize_unfilled();
        if let Some(mut early) = self.tls.early_data() {
            match early.read(room)? {
                0 => {}
                read => return Ok(Some(read)),
            }
        }
        if self.tls.is_handshaking() {
            return Ok(None);
        }
        match self.tls.reader().read(room) {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Secured<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if let Some(read) = this.take(into)? {
                into.advance(read);
                return Poll::Ready(Ok(()));
            }
            if this.ended {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            // The handshake's own words, and answers to what was received.
            let _: Poll<()> = this.poll_send(context)?;
            ready!(this.poll_receive(context))?;
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Secured<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        loop {
            let written = this.tls.writer().write(bytes)?;
            let sent = this.poll_send(context)?;
            // TLS holds a bounded amount back; with nothing taken, only a stream that can send helps.
            if written > 0 || bytes.is_empty() {
                return Poll::Ready(Ok(written));
            }
            ready!(sent);
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_send(context)?);
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.tls.send_close_notify();
        ready!(this.poll_send(context)?);
        Pin::new(&mut this.stream).poll_shutdown(context)
    }
}

/// A stream as TLS wants it: what would wait says so, and wakes us.
struct Blocking<'a, 'b, S> {
    stream: &'a mut S,
    context: &'a mut Context<'b>,
}

fn now<T>(poll: Poll<io::Result<T>>) -> io::Result<T> {
    match poll {
        Poll::Ready(done) => done,
        Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
    }
}

impl<S: AsyncRead + Unpin> io::Read for Blocking<'_, '_, S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut into = ReadBuf::new(into);
        now(Pin::new(&mut *self.stream).poll_read(self.context, &mut into))?;
        Ok(into.filled().len())
    }
}

impl<S: AsyncWrite + Unpin> io::Write for Blocking<'_, '_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        now(Pin::new(&mut *self.stream).poll_write(self.context, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        now(Pin::new(&mut *self.stream).poll_flush(self.context))
    }
}

#[cfg(test)]
mod tests;
