//! Answers that may be large: rendered where no connection waits, within a bound, and handed out piece by piece.

use crate::memory::Room;
use crate::versions::REVALIDATED;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Bytes that an answer may have: 32 MiB.
pub const MAX_ANSWER: usize = 32 << 20;
/// Bytes of a piece. What a client has taken is freed piece by piece.
const PIECE: usize = 64 << 10;

/// A good answer (200) with a JSON body that is already rendered.
#[derive(Debug)]
pub struct Rendered {
    pieces: Pieces,
    /// The memory that was set aside for it, until it is sent.
    room: Option<Room>,
    /// Its entity tag, without quotes.
    tag: Option<String>,
}

/// The answer would have more bytes than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerTooLarge;

impl Rendered {
    /// Renders `value`, and stops as soon as it has more than [`MAX_ANSWER`] bytes.
    ///
    /// # Errors
    /// Where it has.
    pub fn json(value: &impl Serialize) -> Result<Self, AnswerTooLarge> {
        Self::within(value, MAX_ANSWER)
    }

    /// Renders an object whose fields `write` writes, one by one, and stops as [`Rendered::json`] does.
    ///
    /// # Errors
    /// Where it has more bytes.
    pub fn object(write: impl FnOnce(&mut Fields<'_>) -> io::Result<()>) -> Result<Self, AnswerTooLarge> {
        Self::made(MAX_ANSWER, |pieces| {
            pieces.write_all(b"{")?;
            write(&mut Fields { pieces, any: false })?;
            pieces.write_all(b"}")
        })
    }

    fn within(value: &impl Serialize, most: usize) -> Result<Self, AnswerTooLarge> {
        Self::made(most, |pieces| Ok(serde_json::to_writer(pieces, value)?))
    }

    fn made(most: usize, write: impl FnOnce(&mut Pieces) -> io::Result<()>) -> Result<Self, AnswerTooLarge> {
        let mut pieces = Pieces { done: VecDeque::new(), last: Vec::new(), len: 0, most };
        // The writer fails at its bound alone, and no value of ours fails to be written.
        write(&mut pieces).map_err(|_| AnswerTooLarge)?;
        pieces.close();
        Ok(Self { pieces, room: None, tag: None })
    }

    /// An answer that was rendered before.
    #[must_use]
    pub fn kept(body: Arc<[u8]>) -> Self {
        let len = body.len();
        let done = VecDeque::from([Bytes::from_owner(body)]);
        Self { pieces: Pieces { done, last: Vec::new(), len, most: len }, room: None, tag: None }
    }

    /// The bytes of its body.
    #[must_use]
    pub fn length(&self) -> usize {
        self.pieces.len
    }

    /// Its body in one piece.
    #[must_use]
    pub fn whole(&self) -> Arc<[u8]> {
        self.pieces
            .done
            .iter()
            .fold(Vec::with_capacity(self.pieces.len), |mut whole, piece| {
                whole.extend_from_slice(piece);
                whole
            })
            .into()
    }

    /// Keeps hold of that memory until the answer is sent, or given up.
    #[must_use]
    pub fn holding(mut self, mut room: Option<Room>) -> Self {
        room.iter_mut().for_each(|room| room.shrink_to(self.pieces.len));
        self.room = room;
        self
    }

    /// Adds an `ETag` by which the client can ask whether the answer is still so.
    #[must_use]
    pub fn tagged(self, tag: Option<String>) -> Self {
        Self { tag, ..self }
    }
}

impl Responder for Rendered {
    type Body = BoxBody;

    fn respond_to(mut self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CONTENT_TYPE, "application/json"));
        if let Some(tag) = self.tag.take() {
            response.insert_header((header::ETAG, format!("\"{tag}\"")));
            response.insert_header((header::CACHE_CONTROL, REVALIDATED));
        }
        response.body(self)
    }
}

impl MessageBody for Rendered {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(u64::try_from(self.pieces.len).unwrap_or(u64::MAX))
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let this = self.get_mut();
        let piece = this.pieces.done.pop_front();
        if piece.is_none() {
            this.room = None;
        }
        Poll::Ready(piece.map(Ok))
    }
}

/// The fields of an object that is being rendered. Names are such as need no escape.
pub struct Fields<'a> {
    pieces: &'a mut Pieces,
    any: bool,
}

impl Fields<'_> {
    /// Adds a field.
    ///
    /// # Errors
    /// Where the answer becomes too large.
    pub fn add(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(self.begin(name)?, value)?;
        Ok(())
    }

    /// Adds a field whose value `write` writes as JSON.
    ///
    /// # Errors
    /// Where the answer becomes too large.
    pub fn add_written(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        write(self.begin(name)?)
    }

    fn begin(&mut self, name: &str) -> io::Result<&mut Pieces> {
        self.pieces.write_all(if self.any { b",\"" } else { b"\"" })?;
        self.any = true;
        self.pieces.write_all(name.as_bytes())?;
        self.pieces.write_all(b"\":")?;
        Ok(self.pieces)
    }
}

/// A body as it is written, in pieces.
#[derive(Debug)]
struct Pieces {
    done: VecDeque<Bytes>,
    last: Vec<u8>,
    len: usize,
    most: usize,
}

impl Pieces {
    fn close(&mut self) {
        if !self.last.is_empty() {
            self.done.push_back(std::mem::take(&mut self.last).into());
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.len += bytes.len();
        if self.len > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.last.extend_from_slice(bytes);
        if self.last.len() >= PIECE {
            self.close();
            self.last.reserve(PIECE.min(self.most - self.len));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(mut rendered: Rendered) -> Vec<Bytes> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut pieces = Vec::new();
        while let Poll::Ready(Some(Ok(piece))) = Pin::new(&mut rendered).poll_next(&mut context) {
            pieces.push(piece);
        }
        pieces
    }

    #[test]
    fn what_is_sent_is_the_value_in_pieces() {
        let numbers: Vec<u32> = (0..50_000).collect();
        let rendered = Rendered::json(&numbers).expect("small enough");
        let size = rendered.size();
        let pieces = pieces(rendered);
        let whole = pieces.concat();
        assert_eq!(size, BodySize::Sized(whole.len() as u64));
        assert_eq!(serde_json::from_slice::<Vec<u32>>(&whole).expect("JSON"), numbers);
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() < 2 * PIECE), "{}", pieces.len());
    }

    #[test]
    fn an_object_is_written_field_by_field() {
        let rendered = Rendered::object(|fields| {
            fields.add("name", &"a \"b\"")?;
            fields.add_written("list", |out| out.write_all(b"[1,2]"))?;
            fields.add("end", &true)
        });
        let text = pieces(rendered.expect("small enough")).concat();
        assert_eq!(text, br#"{"name":"a \"b\"","list":[1,2],"end":true}"#);
        assert_eq!(pieces(Rendered::object(|_| Ok(())).expect("small enough")).concat(), b"{}");
        let endless = |out: &mut dyn Write| loop {
            out.write_all(&[b' '; 4096])?;
        };
        assert!(Rendered::object(|fields| fields.add_written("endless", endless)).is_err());
    }

    #[test]
    fn rendering_stops_at_the_bound() {
        assert!(Rendered::within(&"12345678", 10).is_ok());
        assert_eq!(Rendered::within(&"123456789", 10).err(), Some(AnswerTooLarge));
        // Control characters count as they are written: six bytes each.
        assert_eq!(Rendered::within(&"\u{1}\u{1}", 13).err(), Some(AnswerTooLarge));
    }
}
