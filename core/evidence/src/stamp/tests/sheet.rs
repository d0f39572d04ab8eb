//! A sheet of stamped scenes for the eye: `target/stamps.png`, made by `cargo test -p doorstep-evidence stamps`.

use super::{Path, Picture, Stamp, TYPICAL, draw, stamp};

/// Pixels of a cell; a scene larger than it is shrunk, a smaller one stands as it is.
const CELL: usize = 400;
const COLUMNS: usize = 6;

type Scene = fn(u32, u32, u32, u32) -> [u8; 3];

const SCENES: [(&str, Scene); 8] = [
    ("snow", |_, _, _, _| [250, 252, 255]),
    ("night", |_, _, _, _| [6, 7, 12]),
    ("noise", |x, y, _, _| [hash(x, y, 1), hash(x, y, 2), hash(x, y, 3)]),
    ("stripes", |x, y, _, _| if (x + y) / 9 % 2 == 0 { [255, 255, 255] } else { [0, 0, 0] }),
    ("dusk", |x, y, w, h| [share(x, w), share(y, h), 255 - share(x, w)]),
    ("brick", |x, y, _, _| {
        let shift = y / 24 % 2 * 32;
        if y % 24 < 3 || (x + shift) % 64 < 3 { [225, 215, 200] } else { [165, 70, 50] }
    }),
    ("field", |x, y, w, h| {
        if y < h / 2 { [190, 215, 245] } else { [90 + hash(x / 3, y / 3, 4) / 4, 150, share(x, w) / 3] }
    }),
    (
        "paper",
        |x, y, _, _| {
            if y % 30 < 12 && hash(x / 9, y / 30, 5) > 90 { [40, 40, 45] } else { [245, 240, 225] }
        },
    ),
];

/// Width, height, and which lines.
const SHAPES: [(u32, u32); 9] = [
    (1600, 1200),
    (1200, 1600),
    (1600, 900),
    (900, 1600),
    (640, 480),
    (320, 240),
    (240, 320),
    (120, 90),
    (64, 64),
];

fn share(part: u32, whole: u32) -> u8 {
    (part * 255 / whole.max(1)).min(255) as u8
}

fn hash(x: u32, y: u32, salt: u32) -> u8 {
    let mixed = (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_add(salt * 83_492_791);
    (mixed.wrapping_mul(2_654_435_761) >> 24) as u8
}

fn scene(width: u32, height: u32, paint: Scene) -> Picture {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb = pixels.flat_map(|(x, y)| paint(x, y, width, height)).collect();
    Picture::new(width, height, rgb).expect("a picture")
}

/// Shrunk into a cell by averaging, as a viewer on a phone does it.
fn shrunk(picture: &Picture, cell: usize) -> (usize, usize, Vec<u8>) {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let longest = width.max(height);
    let by = |n: usize| if longest > cell { (n * cell / longest).max(1) } else { n };
    let (to_width, to_height) = (by(width), by(height));
    let rgb = picture.rgb();
    let mut out = Vec::with_capacity(to_width * to_height * 3);
    for y in 0..to_height {
        let rows = y * height / to_height..((y + 1) * height / to_height).max(y * height / to_height + 1);
        for x in 0..to_width {
            let columns = x * width / to_width..((x + 1) * width / to_width).max(x * width / to_width + 1);
            for channel in 0..3 {
                let cells =
                    rows.clone().flat_map(|r| columns.clone().map(move |c| (r * width + c) * 3 + channel));
                let (sum, count) = cells.fold((0_usize, 0), |(s, n), at| (s + usize::from(rgb[at]), n + 1));
                out.push((sum / count) as u8);
            }
        }
    }
    (to_width, to_height, out)
}

fn write(path: &Path, width: usize, height: usize, rgb: &[u8]) {
    let file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(rgb).expect("rows");
}

fn words(number: usize) -> Stamp {
    match number % 6 {
        4 => stamp([
            "2026-11-22 14:05:33 +08:00 △未核时",
            "㛃窊沟䶮庄，甪直镇（旧址）\u{1f600}",
            TYPICAL[2],
            TYPICAL[3],
            "第 2 次入户 · 低保复核 · 在家",
        ]),
        5 => stamp([
            "2026-11-22 14:05:33",
            &"柳林镇三道沟村东头第二排左起第三户门前".repeat(4),
            TYPICAL[2],
            TYPICAL[3],
        ]),
        _ => stamp(TYPICAL),
    }
}

#[test]
fn twenty_four_stamps_for_the_eye() {
    let rows = 24_usize.div_ceil(COLUMNS);
    let (width, height) = (COLUMNS * CELL, rows * CELL);
    let mut sheet = vec![110_u8; width * height * 3];
    for number in 0..24 {
        let (name, paint) = SCENES[number % SCENES.len()];
        let (w, h) = SHAPES[number * 5 % SHAPES.len()];
        let before = scene(w, h, paint);
        let picture = draw(before.clone(), &words(number));
        assert_ne!(picture, before, "{name}, {w} by {h}");
        let (w, h, rgb) = shrunk(&picture, CELL - 10);
        let (left, top) = (number % COLUMNS * CELL, number / COLUMNS * CELL);
        for (y, line) in rgb.chunks_exact(w * 3).enumerate().take(h) {
            let at = ((top + y) * width + left) * 3;
            sheet[at..at + line.len()].copy_from_slice(line);
        }
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    std::fs::create_dir_all(&target).expect("target can be made");
    write(&target.join("stamps.png"), width, height, &sheet);
}
