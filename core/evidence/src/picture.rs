//! Pixels in memory: eight bits of red, green and blue, row by row.

/// A picture that fits into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

/// Bytes of a pixel.
pub(crate) const CHANNELS: usize = 3;

impl Picture {
    /// A picture of these rows; `None` if they are not so many, or there are none.
    pub fn new(width: u32, height: u32, rgb: Vec<u8>) -> Option<Self> {
        let bytes = (width as usize).checked_mul(height as usize)?.checked_mul(CHANNELS)?;
        (bytes > 0 && bytes == rgb.len()).then_some(Self { width, height, rgb })
    }

    /// Pixels in a row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The longer of the two.
    pub fn long_edge(&self) -> u32 {
        self.width.max(self.height)
    }

    /// All rows, one after the other.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Bytes of a row.
    pub fn stride(&self) -> usize {
        self.width as usize * CHANNELS
    }

    /// The rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.rgb.chunks_exact(self.stride())
    }

    /// The rows, from the top, to be drawn on.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [u8]> {
        let stride = self.stride();
        self.rgb.chunks_exact_mut(stride)
    }

    /// With so many rows of one colour below.
    pub(crate) fn extended(mut self, rows: u32, colour: [u8; CHANNELS]) -> Self {
        let more = self.stride() * rows as usize;
        self.rgb.extend(colour.iter().copied().cycle().take(more));
        Self { height: self.height + rows, ..self }
    }
}
