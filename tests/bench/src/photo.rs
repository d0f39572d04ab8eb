//! `bench photo`: what it costs to make a photograph evidence.
//!
//! The photograph has 12 megapixels and some 2.5 MB: an invented scene, as soft as a lens
//! leaves it, with a sensor's grain. Ours and the peers run as processes of their own,
//! from file to file: ours decodes, turns, scales, compares, draws the stamp, writes
//! strict EXIF, a working copy and a thumbnail, and signs; the peers decode, scale and
//! write one JPEG of the same size and quality. Stages are the same calls once more, in
//! this process.
//!
//! `photo-bytes` holds the copy that spares air time against what libjpeg-turbo makes of
//! the same stamped pixels at quality 80; what is lost stands beside it in decibels.

use crate::{
    report::{Bars, Peer, Report, Row},
    sample::Sample,
};
use doorstep_credentials::{embed, examine};
use doorstep_evidence::{
    Picture, Spare, WORKING_EDGE, caption, decode, develop, draw, encode, exif,
    header::Header,
    likeness,
    testing::{decibels, names, photograph, shot},
};
use doorstep_protocol::{
    credential::{Credential, Wanted},
    digest::Digest,
    key::{DeviceKey as _, SoftwareKey},
};
use doorstep_tests::office::Office;
use std::{
    fs, io,
    path::Path,
    process::Command,
    time::{Instant, SystemTime},
};

/// How often each side has its turn.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    rounds: usize,
}

impl Scale {
    /// A look, or the figures that count.
    pub fn new(quick: bool) -> Self {
        Self { rounds: if quick { 5 } else { 15 } }
    }
}

const KEPT: &str = "into a file, not synced";

/// Runs the bench in a folder.
pub fn run(place: &Path, scale: Scale) -> Report {
    let original = place.join("original.jpg");
    let bytes = photograph(4_000, 3_000);
    fs::write(&original, &bytes).expect("a photograph can be written");
    let (mut ours, mut vips, mut magick) = (Sample::default(), Sample::default(), Sample::default());
    let mut peak = Sample::default();
    for round in 0..=scale.rounds {
        let (took, mib) = developed(&original, &place.join("ours.jpg"));
        let by_vips = timed(
            Command::new("vipsthumbnail")
                .arg(&original)
                .args(["--size", "1600x1600", "-o"])
                .arg(format!("{}[Q=80]", place.join("vips.jpg").display())),
        );
        let by_magick = timed(
            Command::new("convert")
                .arg(&original)
                .args(["-auto-orient", "-resize", "1600x1600", "-quality", "80"])
                .arg(place.join("magick.jpg")),
        );
        if round > 0 {
            ours.push(1e3 / took);
            peak.push(mib);
            vips.push(1e3 / by_vips);
            magick.push(1e3 / by_magick);
        }
    }
    let job = format!("a photograph of 12 megapixels, {} bytes, made evidence", bytes.len());
    let row = |id, name, sample: &Sample, first, goal| {
        let peer = Peer { name, durability: KEPT, sample };
        Row::beside(id, job.as_str(), "a second", &ours, peer, Bars::AtLeast { first, goal }).kept_by(KEPT)
    };
    let beside_vips =
        row("photo-vips", "vipsthumbnail, without stamp, EXIF, thumbnail or signature", &vips, 1.5, 3.0);
    let beside_magick = row("photo-magick", "ImageMagick, without the same", &magick, 4.0, 8.0);
    let beside_vips = beside_vips.stage("whole_ms", 1e3 / ours.median()).stage("peak_mib", peak.median());
    Report::new("photo", vec![stages(&bytes, beside_vips), beside_magick, bytes_row(place, &bytes)])
}

/// Milliseconds, and the most memory that the process had, MiB.
fn developed(from: &Path, to: &Path) -> (f64, f64) {
    let program = std::env::current_exe().expect("this program has a file");
    let began = Instant::now();
    let output = Command::new(program).arg("develop").arg(from).arg(to).output().expect("it can be started");
    let took = began.elapsed().as_secs_f64() * 1e3;
    assert!(output.status.success(), "a photograph becomes evidence");
    let told = String::from_utf8_lossy(&output.stdout);
    (took, told.trim().parse::<f64>().expect("it says how much memory it had") / 1024.0)
}

/// Our side as a process of its own; prints the most memory that it had, KiB.
pub fn develop_one(from: &Path, to: &Path) -> io::Result<()> {
    let key = SoftwareKey::generate().map_err(io::Error::other)?;
    let evidence =
        develop(&fs::read(from)?, shot(), &names(), Spare::Time, &key, None).map_err(io::Error::other)?;
    fs::write(to, &evidence.working)?;
    fs::write(to.with_extension("thumbnail.jpg"), &evidence.thumbnail)?;
    fs::write(to.with_extension("json"), &evidence.sidecar.statement)?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    println!("{}", peak.split_whitespace().next().unwrap_or("0"));
    Ok(())
}

fn timed(command: &mut Command) -> f64 {
    let began = Instant::now();
    let status = command.status().expect("the peer is installed");
    assert!(status.success(), "the peer makes the picture smaller");
    began.elapsed().as_secs_f64() * 1e3
}

/// Where our time goes, call by call.
fn stages(bytes: &[u8], row: Row) -> Row {
    let header = Header::read(bytes).expect("it is a photograph");
    let upright = exif::Orientation::Upright;
    let picture = decode(bytes, &header, upright, WORKING_EDGE).expect("it decodes");
    let stamped = draw(picture.clone(), &caption(&shot(), &names()));
    let exif = || exif::write(&shot(), Digest([0; 32]), 1_600, 1_200).expect("it has a form in EXIF");
    let written = exif();
    let credentials =
        credentialed(&encode(&stamped, Some(&written), Spare::Bytes).expect("it can be written"));
    row.stage("hash_original_ms", millis(|| Digest::of(bytes)))
        .stage("header_and_exif_read_ms", millis(|| (Header::read(bytes), exif::read(bytes))))
        .stage("decode_and_scale_ms", millis(|| decode(bytes, &header, upright, WORKING_EDGE)))
        .stage("likeness_ms", millis(|| likeness(&picture)))
        .stage("stamp_ms", millis(|| draw(picture.clone(), &caption(&shot(), &names()))))
        .stage("exif_write_ms", millis(exif))
        .stage("encode_ms", millis(|| encode(&stamped, Some(&written), Spare::Time)))
        .stage("encode_sparing_bytes_ms", millis(|| encode(&stamped, Some(&written), Spare::Bytes)))
        .stage("c2pa_ms", credentials.embed_ms)
        .stage("c2pa_examine_ms", credentials.examine_ms)
        .stage("c2pa_bytes", credentials.bytes)
}

/// What content credentials cost.
struct Credentialed {
    embed_ms: f64,
    examine_ms: f64,
    bytes: f64,
}

fn credentialed(working: &[u8]) -> Credentialed {
    let (key, shot) = (SoftwareKey::generate().expect("a key"), shot());
    // C2PA's library goes by the machine's clock.
    let office = Office::open(SystemTime::now().into());
    let wanted = Wanted { device: shot.device, key: key.public_key().expect("its public half") };
    let certificate =
        office.issuing.issue(&wanted, SystemTime::now().into()).expect("a certificate").certificate;
    let issuing = office.issuing.certificate().clone();
    let credential = Credential { device: shot.device, certificate, issuing };
    let put = || embed(working, &shot, Digest([0; 32]), &credential, &key).expect("a manifest");
    let whole = put();
    Credentialed {
        embed_ms: millis(put),
        examine_ms: millis(|| examine(&whole)),
        bytes: (whole.len() - working.len()) as f64,
    }
}

/// The median of five.
fn millis<T>(work: impl Fn() -> T) -> f64 {
    let times = (0..5).map(|_| {
        let began = Instant::now();
        std::hint::black_box(work());
        began.elapsed().as_secs_f64() * 1e3
    });
    Sample::of(times).median()
}

/// The copy that spares air time, beside libjpeg-turbo's of the same pixels.
fn bytes_row(place: &Path, bytes: &[u8]) -> Row {
    let header = Header::read(bytes).expect("it is a photograph");
    let picture = decode(bytes, &header, exif::Orientation::Upright, WORKING_EDGE).expect("it decodes");
    let stamped = draw(picture, &caption(&shot(), &names()));
    let ours = encode(&stamped, None, Spare::Bytes).expect("it can be written");
    let (ppm, turbo) = (place.join("stamped.ppm"), place.join("turbo.jpg"));
    let head = format!("P6 {} {} 255\n", stamped.width(), stamped.height());
    fs::write(&ppm, [head.as_bytes(), stamped.rgb()].concat()).expect("pixels can be written");
    timed(Command::new("cjpeg").args(["-quality", "80", "-outfile"]).arg(&turbo).arg(&ppm));
    let theirs = fs::read(&turbo).expect("the peer wrote it");
    let quality = |jpeg: &[u8]| decibels(&stamped, &again(jpeg));
    let peer_size = Sample::of([theirs.len() as f64]);
    let peer = Peer { name: "libjpeg-turbo at quality 80", durability: KEPT, sample: &peer_size };
    let size = Sample::of([ours.len() as f64]);
    let bars = Bars::AtMost { first: 0.75, goal: 0.65 };
    Row::beside("photo-bytes", "a stamped copy that spares air time", "bytes", &size, peer, bars)
        .kept_by(KEPT)
        .stage("ours_decibels", quality(&ours))
        .stage("peer_decibels", quality(&theirs))
}

fn again(jpeg: &[u8]) -> Picture {
    let header = Header::read(jpeg).expect("it is a photograph");
    decode(jpeg, &header, exif::Orientation::Upright, u32::MAX).expect("it decodes")
}
