//! Inputs from samples: cut, doubled, swapped, repeated, and with words of the format in them.

/// Makes one input after another; the same from the same seed.
pub(crate) struct Mutator<'s> {
    state: u64,
    samples: &'s [Vec<u8>],
    words: &'s [&'s str],
    longest: usize,
}

impl<'s> Mutator<'s> {
    pub(crate) fn new(seed: u64, samples: &'s [Vec<u8>], words: &'s [&'s str], longest: usize) -> Self {
        Self { state: seed | 1, samples, words, longest }
    }

    /// The next input.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let from = self.below(self.samples.len());
        let mut input = self.samples.get(from).cloned().unwrap_or_default();
        for _ in 0..=self.below(6) {
            self.change(&mut input);
            input.truncate(self.longest);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let (from, to) = self.range(input.len());
        match self.below(8) {
            0 => drop(input.drain(from..to)),
            1 => {
                let byte = u8::try_from(self.below(256)).unwrap_or_default();
                if let Some(place) = input.get_mut(from) {
                    *place = byte;
                }
            }
            2 => self.put(input, from, 1),
            // Lists that are long beyond reason.
            3 => {
                let times = 1 << self.below(16);
                self.put(input, from, times);
            }
            4 => self.repeat(input, from, to),
            5 => self.swap_lines(input),
            6 => self.splice(input, from),
            _ => self.number(input, from, to),
        }
    }

    /// Puts a word in, with a comma before each but the first.
    fn put(&mut self, input: &mut Vec<u8>, at: usize, times: usize) {
        let chosen = self.below(self.words.len());
        let Some(word) = self.words.get(chosen) else { return };
        let fits = self.longest.saturating_sub(input.len()) / (word.len() + 1);
        let put = vec![*word; times.min(fits)].join(",");
        input.splice(at..at, put.bytes());
    }

    /// Says a piece again, many times.
    fn repeat(&mut self, input: &mut Vec<u8>, from: usize, to: usize) {
        let piece: Vec<u8> = input.get(from..to).unwrap_or_default().to_vec();
        let fits = self.longest.saturating_sub(input.len()) / piece.len().max(1);
        let times = (1usize << self.below(16)).min(fits);
        input.splice(to..to, piece.repeat(times));
    }

    fn swap_lines(&mut self, input: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> = input.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let (one, other) = (self.below(lines.len()), self.below(lines.len()));
        lines.swap(one, other);
        *input = lines.join(&b'\n');
    }

    /// Puts a piece of another seed in.
    fn splice(&mut self, input: &mut Vec<u8>, at: usize) {
        let from = self.below(self.samples.len());
        let samples = self.samples;
        let Some(other) = samples.get(from) else { return };
        let (from, to) = self.range(other.len());
        let piece = other.get(from..to).unwrap_or_default();
        input.splice(at..at, piece.iter().copied());
    }

    /// Puts a number where something stood.
    fn number(&mut self, input: &mut Vec<u8>, from: usize, to: usize) {
        const NUMBERS: [&str; 8] =
            ["0", "-1", "1", "65536", "2147483648", "9223372036854775807", "99999999999999999999", "1e400"];
        let number = NUMBERS.get(self.below(NUMBERS.len())).copied().unwrap_or_default();
        let to = to.min(from + 4);
        input.splice(from..to, number.bytes());
    }

    /// A place, and one at or behind it; both in `0..=len`.
    fn range(&mut self, len: usize) -> (usize, usize) {
        let from = self.below(len + 1);
        let most = (len - from).min(1 << self.below(12));
        (from, from + self.below(most + 1))
    }

    /// A number below `most`; 0 where there is none. (xorshift64*, Vigna 2016)
    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let random = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        usize::try_from(random).unwrap_or_default().checked_rem(most).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_none_is_too_long() {
        let samples = [b"one\ntwo,three\n".to_vec(), Vec::new()];
        let inputs = |seed| {
            let mut mutator = Mutator::new(seed, &samples, &["word"], 50);
            (0..2000).map(|_| mutator.next()).collect::<Vec<_>>()
        };
        let made = inputs(7);
        assert_eq!(made, inputs(7));
        assert_ne!(made, inputs(8));
        assert!(made.iter().all(|input| input.len() <= 50));
    }
}
