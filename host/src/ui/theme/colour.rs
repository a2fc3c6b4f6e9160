//! Colours as themes name them, and the nearest that a terminal has.

use super::Depth;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One of the 16 that terminals have names for, 0 to 15: the terminal's user says what they look like.
    Ansi(u8),
    /// One of the 256 of a palette, from 16 on.
    Palette(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// The names of the first 16, in their order.
pub const ANSI: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The six values that red, green and blue have in the palette's cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Colour {
    /// Reads `#rrggbb`, one of the names, or a number of the palette, 0 to 255.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(digits) = text.strip_prefix('#') {
            let is_hexadecimal = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok())??;
            let [_, red, green, blue] = number.to_be_bytes();
            return Some(Self::Rgb(red, green, blue));
        }
        let named = (0..).zip(ANSI).find(|(_, name)| *name == text);
        named.map(|(number, _)| Self::Ansi(number))
    }

    /// The colour of this number in the palette.
    pub fn numbered(number: u8) -> Self {
        match number {
            0..16 => Self::Ansi(number),
            _ => Self::Palette(number),
        }
    }

    /// The nearest that a terminal of this depth has; none where it has no colours.
    #[must_use]
    pub fn reduced(self, depth: Depth) -> Option<Self> {
        match (depth, self) {
            (Depth::None, _) => None,
            (_, Self::Ansi(_)) | (Depth::TrueColour, _) | (Depth::Palette, Self::Palette(_)) => Some(self),
            (Depth::Palette, Self::Rgb(red, green, blue)) => Some(nearest(red, green, blue)),
            (Depth::Ansi, _) => Some(by_hue(self.rgb())),
        }
    }

    /// Red, green and blue, as terminals show it unless their users want it otherwise.
    pub fn rgb(self) -> (u8, u8, u8) {
        match self {
            Self::Rgb(red, green, blue) => (red, green, blue),
            Self::Palette(number @ 232..) => {
                let grey = 8 + 10 * (number - 232);
                (grey, grey, grey)
            }
            Self::Palette(number @ 16..) => {
                let (red, green, blue) = ((number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6);
                (CUBE[red as usize], CUBE[green as usize], CUBE[blue as usize])
            }
            Self::Ansi(7) => (192, 192, 192),
            Self::Ansi(8) => (128, 128, 128),
            Self::Ansi(number) | Self::Palette(number) => {
                let full = if number < 8 { 205 } else { 255 };
                let part = |bit: u8| if number & bit == 0 { 0 } else { full };
                (part(1), part(2), part(4))
            }
        }
    }
}

/// The nearest of the palette's cube and greys.
fn nearest(red: u8, green: u8, blue: u8) -> Colour {
    let distance = |number: &u8| {
        let (other_red, other_green, other_blue) = Colour::Palette(*number).rgb();
        let square = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
        square(red, other_red) + square(green, other_green) + square(blue, other_blue)
    };
    Colour::Palette((16..=255).min_by_key(distance).unwrap_or(16))
}

/// The one of 16 that has the same hue: by distance alone, orange would be red and brown grey.
fn by_hue((red, green, blue): (u8, u8, u8)) -> Colour {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = i32::from(most - least);
    if spread < 48 || most < 48 {
        return Colour::Ansi(match most {
            0..64 => 0,
            64..160 => 8,
            160..232 => 7,
            232.. => 15,
        });
    }
    let (red, green, blue) = (i32::from(red), i32::from(green), i32::from(blue));
    let highest = i32::from(most);
    // In degrees; red is at 0, green at 120, blue at 240.
    let hue = if highest == red {
        (60 * (green - blue) / spread).rem_euclid(360)
    } else if highest == green {
        120 + 60 * (blue - red) / spread
    } else {
        240 + 60 * (red - green) / spread
    };
    let number = match hue {
        18..75 => 3,
        75..160 => 2,
        160..205 => 6,
        205..265 => 4,
        265..335 => 5,
        _ => 1,
    };
    Colour::Ansi(if most >= 208 { number + 8 } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_names_and_six_digits_and_nothing_else() {
        assert_eq!(Colour::parse("#ff6A00"), Some(Colour::Rgb(255, 106, 0)));
        assert_eq!(Colour::parse("bright-black"), Some(Colour::Ansi(8)));
        for text in [
            "#fff", "#gggggg", "#+12345", "ff6a00", "grey", "Red", "", "#", "12",
        ] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(
            (Colour::numbered(15), Colour::numbered(16)),
            (Colour::Ansi(15), Colour::Palette(16))
        );
    }

    #[test]
    fn the_nearest_of_a_palette_is_itself() {
        for number in 16..=255 {
            let (red, green, blue) = Colour::Palette(number).rgb();
            let found = Colour::Rgb(red, green, blue)
                .reduced(Depth::Palette)
                .expect("a colour");
            // Some greys are both in the cube and among the greys.
            assert_eq!(found.rgb(), (red, green, blue), "{number}");
        }
    }

    #[test]
    fn sixteen_colours_keep_the_hue() {
        for (text, name) in [
            ("#ff6a00", "bright-yellow"),
            ("#8a5a00", "yellow"),
            ("#b00020", "red"),
            ("#ff5555", "bright-red"),
            ("#006b2d", "green"),
            ("#005faf", "blue"),
            ("#5fd7ff", "bright-cyan"),
            ("#af5fff", "bright-magenta"),
            ("#ffffff", "bright-white"),
            ("#5f5f5f", "bright-black"),
            ("#000000", "black"),
            ("#c0c0c0", "white"),
        ] {
            let reduced = Colour::parse(text).expect(text).reduced(Depth::Ansi);
            assert_eq!(reduced, Colour::parse(name), "{text}");
        }
        assert_eq!(
            Colour::Palette(208).reduced(Depth::Ansi),
            Colour::parse("bright-yellow")
        );
        assert_eq!(Colour::Ansi(1).reduced(Depth::TrueColour), Some(Colour::Ansi(1)));
        assert_eq!(Colour::Ansi(1).reduced(Depth::None), None);
    }
}
