use super::{BELOW, MOST_LINES, Sizes, Stamp, draw, glyphs::Glyphs, lines::wrap, set};
use crate::picture::Picture;
use std::path::Path;

mod sheet;

const TYPICAL: [&str; 4] = [
    "2026-11-22 14:05:33 +08:00 ●可信",
    "青禾县柳林镇三道沟村",
    "N 39°54′15.1234″ E 116°23′29.5678″ ±8米",
    "王芳 · 入户核查 · K7Q2-9M4D",
];

fn stamp<S: ToString>(lines: impl IntoIterator<Item = S>) -> Stamp {
    Stamp { lines: lines.into_iter().map(|line| line.to_string()).collect() }
}

fn plain(width: u32, height: u32, shade: u8) -> Picture {
    let bytes = width as usize * height as usize * 3;
    Picture::new(width, height, vec![shade; bytes]).expect("a picture")
}

/// Which rows differ, of a picture and the same one stamped.
fn changed_rows(before: &Picture, after: &Picture) -> Vec<usize> {
    let pairs = before.rows().zip(after.rows()).enumerate();
    pairs.filter(|(_, (before, after))| before != after).map(|(row, _)| row).collect()
}

/// WCAG 2.2's relative luminance of a grey.
fn luminance(grey: u8) -> f64 {
    let share = f64::from(grey) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[test]
fn the_font_has_what_stamps_need() {
    let glyphs = Glyphs::new().expect("the font");
    let places = "青禾县柳林镇三道沟村鄂尔多斯呼和浩特乌鲁木齐亳州儋州邛崃郫都泸沽湖隰县\
        濮阳漯河涿鹿蠡县井陉莒南郯城罘岛芝罘鄱阳婺源歙县黟县枞阳盱眙邗江甪直\
        瀍河浉河涪陵綦江潼南梁平忠县岷县宕昌砚山勐腊磨憨珙县筠连荥经丹棱犍为";
    let names = "王芳李玥张翀陈旻赵赟钱喆孙璟周燚吴堃郑犇冯骉㛃䶮𬭼𫖯";
    let signs = "0123456789:+-./ NESW°′″±≈·…—✓△▲●○□，。、；：！？（）《》“”×℃";
    for c in places.chars().chain(names.chars()).chain(signs.chars()) {
        assert_eq!(glyphs.shown(c), c, "no glyph for {c:?}");
    }
    assert_eq!(glyphs.shown('\u{1f600}'), '□');
}

/// 通用规范汉字表 has 8,105 hanzi, and GB 2312 a few besides.
#[test]
fn the_font_has_as_many_hanzi_as_the_general_standard() {
    let glyphs = Glyphs::new().expect("the font");
    let all = (0x3400..=0x9fff_u32).chain(0x2_0000..=0x2_ffff).filter_map(char::from_u32);
    assert!(all.filter(|&c| glyphs.shown(c) == c).count() >= 8105);
}

#[test]
fn nothing_but_the_panel_changes() {
    for shade in [0, 128, 255] {
        let before = plain(1200, 1600, shade);
        let after = draw(before.clone(), &stamp(TYPICAL));
        assert_eq!((after.width(), after.height()), (1200, 1600));
        let rows = changed_rows(&before, &after);
        let first = *rows.first().expect("a panel");
        assert!(first > 1600 * 3 / 5, "the panel begins at {first}");
    }
}

#[test]
fn a_stamp_without_words_changes_nothing() {
    let before = plain(640, 480, 90);
    for lines in [vec![], vec![""], vec!["", " \t\r\n ", "\u{200b}\u{feff}"]] {
        assert_eq!(draw(before.clone(), &stamp(lines)), before);
    }
}

#[test]
fn a_tiny_picture_keeps_all_its_pixels_above_the_panel() {
    for (width, height) in [(64, 64), (64, 96), (96, 64), (160, 120)] {
        let before = plain(width, height, 200);
        let after = draw(before.clone(), &stamp(TYPICAL));
        assert_eq!(after.width(), width);
        assert!(after.height() > height);
        assert_eq!(changed_rows(&before, &after), Vec::<usize>::new());
        let panel = after.rows().skip(height as usize);
        let bright = panel.flatten().filter(|&&channel| channel > 240).count();
        assert!(bright > 100, "{width}x{height}: {bright} bright");
    }
}

#[test]
fn white_on_the_panel_is_legible_over_snow_and_night() {
    for (shade, below) in [(0, false), (255, false), (255, true)] {
        let before = if below { plain(96, 96, shade) } else { plain(1600, 1200, shade) };
        let after = draw(before.clone(), &stamp(TYPICAL));
        let first = if below { before.height() as usize } else { 1200 - panel_of(&before) };
        let panel: Vec<u8> = after.rows().skip(first).flatten().copied().collect();
        let brightest = panel.iter().copied().max().expect("pixels");
        // The first pixel is a corner: panel without text.
        let ground = *panel.first().expect("pixels");
        let ratio = (luminance(brightest) + 0.05) / (luminance(ground) + 0.05);
        assert!(ratio >= 7.0, "shade {shade}: {brightest} on {ground} is {ratio:.2}");
        if below {
            assert_eq!(ground, BELOW[0]);
        }
    }
}

fn panel_of(picture: &Picture) -> usize {
    let glyphs = Glyphs::new().expect("the font");
    let sizes = Sizes::of(picture);
    let rows = set(&stamp(TYPICAL).lines, &sizes, picture.width(), &glyphs);
    (rows.iter().map(super::Row::height).sum::<u32>() + 2 * sizes.above) as usize
}

#[test]
fn text_never_leaves_the_width() {
    let glyphs = Glyphs::new().expect("the font");
    let long = "青禾县柳林镇三道沟村东头第二排 WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW，（一）iiii。".repeat(3);
    for width in 64..400 {
        let sizes = Sizes::of(&plain(width, width, 0));
        let lines = TYPICAL.iter().map(ToString::to_string).chain([long.clone()]);
        let lines: Vec<String> = lines.collect();
        let room = (width - 2 * sizes.beside) as f32;
        for row in set(&lines, &sizes, width, &glyphs) {
            let taken: f32 = row.text.chars().map(|c| glyphs.advance(c, row.size)).sum();
            assert!(taken <= room, "{:?} takes {taken} of {room}", row.text);
        }
    }
}

#[test]
fn text_leaves_the_margins_free() {
    for (width, height) in [(1600, 1200), (1200, 1600), (640, 480), (320, 240), (64, 64)] {
        let before = plain(width, height, 255);
        let after = draw(before.clone(), &stamp(TYPICAL.map(|line| line.repeat(3))));
        let margin = Sizes::of(&before).beside as usize * 3 / 2;
        let from = if after.height() == height { height as usize / 2 } else { height as usize };
        for row in after.rows().skip(from) {
            let ends = row.iter().take(margin).chain(row.iter().rev().take(margin));
            let grounds = ends.filter(|&&channel| channel != 255).max();
            assert!(grounds.is_none_or(|&most| most < 90), "text in the margin of {width}");
        }
    }
}

#[test]
fn hostile_text_is_bounded() {
    let texts = [
        "长".repeat(10_000),
        "x".repeat(10_000),
        " ".repeat(10_000) + "y",
        "。".repeat(10_000),
        "\u{1f600}".repeat(10_000),
        (0..0x3000).filter_map(char::from_u32).collect(),
        "\u{202e}\u{0}\u{7}\u{1b}[31m\u{fffd}\u{10ffff}\n\n\n".repeat(500),
    ];
    for (width, height) in [(1, 1), (8, 600), (600, 8), (64, 64), (640, 480)] {
        for text in &texts {
            let before = plain(width, height, 100);
            let sizes = Sizes::of(&before);
            let glyphs = Glyphs::new().expect("the font");
            let many = vec![text.clone(); 20];
            let rows = set(&many, &sizes, width, &glyphs);
            assert!(rows.len() <= MOST_LINES);
            let last = rows.last().expect("a row");
            assert!(last.text.ends_with('…'), "{:?}", last.text);
            let after = draw(before, &stamp(many));
            assert!(after.height() <= height + 400);
        }
    }
}

#[test]
fn chinese_breaks_anywhere_and_latin_at_spaces() {
    let wide = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
    assert_eq!(wrap("三道沟村东头", 5.0, 9, wide), ["三道", "沟村", "东头"]);
    assert_eq!(wrap("take one photo", 8.0, 9, wide), ["take one", "photo"]);
    assert_eq!(wrap("K7Q2-9M4D", 4.0, 9, wide), ["K7Q2", "-9M4", "D"]);
    assert_eq!(wrap("a\tb\n\nc", 9.0, 9, wide), ["a b c"]);
    assert_eq!(wrap("三道沟，村", 6.0, 9, wide), ["三道", "沟，村"]);
    assert_eq!(wrap("王芳 ●可信", 6.0, 9, wide), ["王芳", "●可信"]);
    assert_eq!(wrap("N 39° E\u{a0}116°", 8.0, 9, wide), ["N 39°", "E\u{a0}116°"]);
    assert_eq!(wrap("宽", 1.0, 9, wide), ["宽"]);
    assert_eq!(wrap("三道沟村", 2.0, 2, wide), ["三", "道"]);
}

#[test]
fn the_first_line_is_as_large_as_one_piece_of_it_may_be() {
    let glyphs = Glyphs::new().expect("the font");
    let heads = |width, height| {
        let sizes = Sizes::of(&plain(width, height, 0));
        let rows = set(&stamp(TYPICAL).lines, &sizes, width, &glyphs);
        let head = rows.first().expect("a row");
        (sizes.body, head.size, head.text == TYPICAL[0])
    };
    assert_eq!(heads(1600, 1200), (44, 61, true));
    assert_eq!(heads(1200, 1600), (44, 61, true));
    assert_eq!(heads(640, 480), (17, 23, true));
    assert_eq!(heads(300, 400), (14, 18, true));
    assert_eq!(heads(270, 400), (14, 16, true));
    assert_eq!(heads(120, 160), (14, 14, false));
}

/// One drawing's time: `STAMP_TIMES=1 cargo test -p doorstep-evidence stamp -- --nocapture`.
#[test]
fn time() {
    if std::env::var_os("STAMP_TIMES").is_none() {
        return;
    }
    let line = "青禾县柳林镇三道沟村王芳入户核查可信记录"; // 20 characters
    let lines: Vec<String> = (0..5).map(|n| line.chars().cycle().skip(n * 3).take(20).collect()).collect();
    let different: Vec<String> = (0..5_u32)
        .map(|n| (0..20).filter_map(|m| char::from_u32(0x4e00 + n * 997 + m * 31)).collect())
        .collect();
    for lines in [stamp(TYPICAL), Stamp { lines }, Stamp { lines: different }] {
        let mut times: Vec<_> = (0..20)
            .map(|_| {
                let picture = plain(1600, 1200, 170);
                let start = std::time::Instant::now();
                let drawn = draw(picture, &lines);
                let took = start.elapsed();
                assert_eq!(drawn.width(), 1600);
                took
            })
            .collect();
        times.sort();
        println!("{} lines: median {:?}, best {:?}", lines.lines.len(), times[10], times[0]);
    }
}
