mod case;
mod chance;
mod county;
mod disk;
mod files;
mod finding;
mod oracle;
mod phone;
mod step;
mod told;
mod vfs;

fn main() {
    let county = std::sync::Arc::new(county::County::new().unwrap());
    let bench = phone::Bench::new("chaos-0", county).unwrap();
    let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let lies = std::env::args().nth(2).is_some_and(|a| a == "lie");
    let t = std::time::Instant::now();
    let (mut bad, mut ch) = (0, 0);
    for seed in 0..n {
        let ended = case::play(&bench, seed, lies).unwrap();
        ch += ended.changes;
        if let Err(f) = ended.verdict {
            bad += 1;
            if bad < 4 {
                println!("SEED {seed} {f:?}");
                for l in ended.story.lines() {
                    println!("   {l}");
                }
            }
        }
    }
    println!("{n} runs {bad} bad {} changes avg, {:?}", ch / n, t.elapsed() / n as u32);
}
