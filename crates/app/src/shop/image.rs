//! Pictures of services: decoded and encoded again, so that nothing is kept of a file but what is seen.

use domain::Refusal;
use domain::access::Permit;
use domain::appointment::{Service, ServiceDetails, ServiceId};
use domain::text::is_storable;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use persistence::store::collection::Collection;
use persistence::store::shop::images::{self, Rendition};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use std::io::Cursor;
use std::sync::Arc;

/// The widths in which a picture is kept; a smaller one is not enlarged.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];
/// How wide and how high a picture may be.
const MOST_PIXELS_A_SIDE: u32 = 12_000;
/// How many pixels it may have, which is what decoding costs.
const MOST_PIXELS: u64 = 40_000_000;
/// Bytes that decoding may take.
pub const MOST_MEMORY: usize = 256 << 20;
/// The quality of JPEG, of 100.
const QUALITY: u8 = 85;

/// A picture in each of its widths.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The hash of the widest: its name on this server.
    pub hash: String,
    renditions: Arc<[Rendition]>,
}

/// Why a file is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// Another format, or none.
    #[error("the file is no JPEG, PNG or WebP")]
    Format,
    /// Decoding it would cost too much.
    #[error("the picture has more than 40 million pixels, or more than 12,000 a side")]
    TooLarge,
    /// It can't be read to its end.
    #[error("the picture can't be read; the file may be damaged")]
    Unreadable,
}

/// Reads a file, whatever it says of itself. It takes a while.
///
/// # Errors
/// [`BadPicture`].
pub fn read(file: &[u8]) -> Result<Picture, BadPicture> {
    let picture = decoded(file)?;
    let mut renditions = Vec::with_capacity(WIDTHS.len());
    for width in WIDTHS {
        let (content_type, body) = encoded(&narrowed(&picture, width))?;
        renditions.push(Rendition { width: i64::from(width), content_type, body });
    }
    let widest = renditions.last().map(|one| one.body.as_slice()).unwrap_or_default();
    let hash = Sha256::digest(widest).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Picture { hash, renditions: renditions.into() })
}

/// The picture as it is to be seen. How large it is is judged before it is decoded.
fn decoded(file: &[u8]) -> Result<DynamicImage, BadPicture> {
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| BadPicture::Unreadable)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return Err(BadPicture::Format);
    }
    let mut limits = Limits::default();
    limits.max_alloc = u64::try_from(MOST_MEMORY).ok();
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| BadPicture::Unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MOST_PIXELS_A_SIDE || pixels > MOST_PIXELS {
        return Err(BadPicture::TooLarge);
    }
    let orientation = decoder.orientation().map_err(|_| BadPicture::Unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| BadPicture::Unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn narrowed(picture: &DynamicImage, width: u32) -> DynamicImage {
    if picture.width() <= width {
        return picture.clone();
    }
    picture.resize(width, u32::MAX, FilterType::Triangle)
}

/// JPEG, or PNG where something shows through.
fn encoded(picture: &DynamicImage) -> Result<(&'static str, Vec<u8>), BadPicture> {
    let mut body = Vec::new();
    let (content_type, written) = if picture.color().has_alpha() {
        ("image/png", picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut body)))
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut body, QUALITY);
        ("image/jpeg", picture.to_rgb8().write_with_encoder(encoder))
    };
    written.map_err(|_| BadPicture::Unreadable)?;
    Ok((content_type, body))
}

/// Gives a service a picture in place of the one that it had. `url` is where this server serves it.
///
/// # Errors
/// `NotFound`.
pub fn set(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ServiceId,
    picture: &Picture,
    url: &str,
    now: Timestamp,
) -> Result<Service, StoreError> {
    let scope = &mut tx.scope(permit);
    let after = crate::kit::Precondition::default().retry(|| {
        let before = ServiceDetails::get(scope, id)?;
        let wanted = ServiceDetails { image_url: Some(url.to_owned()), ..before.details.clone() };
        ServiceDetails::update(scope, &before, &wanted, now)
    })?;
    images::put(scope, &after, &picture.hash, &picture.renditions, now)?;
    Ok(after)
}

/// A picture by its name, as wide as asked or the widest.
///
/// # Errors
/// `NotFound`.
pub fn find(tx: &mut Tx<'_>, hash: &str, width: i64) -> Result<Rendition, StoreError> {
    let found = if is_storable(hash) { images::find(tx, hash, width)? } else { None };
    Ok(found.ok_or_else(|| Refusal::not_found("picture"))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, RgbImage, RgbaImage};

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("encoded");
        out.into_inner()
    }

    #[test]
    fn each_format_is_kept_in_three_widths() {
        let plain = DynamicImage::ImageRgb8(RgbImage::new(2000, 1000));
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = read(&file(&plain, format)).expect("a picture");
            let sizes = picture.renditions.iter().map(|one| {
                let seen = image::load_from_memory(&one.body).expect("a picture");
                (one.content_type, seen.width(), seen.height())
            });
            let expected = [("image/jpeg", 320, 160), ("image/jpeg", 640, 320), ("image/jpeg", 1280, 640)];
            assert_eq!(sizes.collect::<Vec<_>>(), expected);
            assert_eq!(picture.hash.len(), 64);
        }
        let clear = DynamicImage::ImageRgba8(RgbaImage::new(10, 20));
        let picture = read(&file(&clear, ImageFormat::Png)).expect("a picture");
        assert!(picture.renditions.iter().all(|one| one.content_type == "image/png"));
        let small = image::load_from_memory(&picture.renditions[2].body).expect("a picture");
        assert_eq!((small.width(), small.height()), (10, 20), "not enlarged");
    }

    #[test]
    fn nothing_is_kept_of_a_file_but_what_is_seen() {
        let plain = DynamicImage::ImageRgb8(RgbImage::new(20, 10));
        let mut jpeg = file(&plain, ImageFormat::Jpeg);
        let comment = b"\xff\xfe\x00\x0cGPS secret";
        jpeg.splice(2..2, comment.iter().copied());
        let picture = read(&jpeg).expect("a picture");
        for one in &*picture.renditions {
            assert!(!one.body.windows(6).any(|part| part == b"secret"));
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let check = |file: &[u8], expected| assert_eq!(read(file).map(|_| ()), Err(expected));
        check(b"", BadPicture::Format);
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", BadPicture::Format);
        check(b"GIF89a\x01\x00\x01\x00\x00\x00\x00", BadPicture::Format);
        let mut cut = file(&DynamicImage::ImageRgb8(RgbImage::new(200, 100)), ImageFormat::Png);
        cut.truncate(cut.len() / 2);
        check(&cut, BadPicture::Unreadable);
        let mut wide = Vec::new();
        let line = vec![0_u8; 12_001];
        let encoder = PngEncoder::new(&mut wide);
        image::ImageEncoder::write_image(encoder, &line, 12_001, 1, ExtendedColorType::L8).expect("encoded");
        check(&wide, BadPicture::TooLarge);
    }
}
