//! Currencies in circulation, with their minor units (ISO 4217).

use iso_currency::Currency as Iso;

/// Decimal places of a currency, at most.
pub const MAX_EXPONENT: u16 = 3;

/// A currency that people pay with: no fund, no metal, no code for tests, and none that another has replaced.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    iso: Iso,
    exponent: u16,
}

impl Currency {
    /// The currency of a code of three letters, in any case; `None` where nobody pays with it.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let iso = Iso::from_code(&code.to_ascii_uppercase())?;
        if iso.is_special() || iso.is_fund() || (iso.is_superseded().is_some() && !CIRCULATING.contains(&iso))
        {
            return None;
        }
        let exponent = iso.exponent().filter(|places| *places <= MAX_EXPONENT)?;
        Some(Self { iso, exponent })
    }

    /// The code of three capital letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.iso.code()
    }

    /// How many decimal places the minor unit stands for: 2 for the cent, 0 for the yen, 3 for the fils.
    #[must_use]
    pub fn exponent(self) -> u16 {
        self.exponent
    }
}

/// The table says that the digital bolívar replaced it, but ISO 4217 lists both, and this is the one on price tags.
const CIRCULATING: [Iso; 1] = [Iso::VES];

impl std::fmt::Display for Currency {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.code())
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.code())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// All currencies of a number of decimal places.
    const PLACES: [(u16, &str); 3] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (
            2,
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
             CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
             INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
             MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE \
             SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR \
             ZMW ZWG",
        ),
    ];

    /// All currencies that there are.
    pub(crate) fn all() -> Vec<Currency> {
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        codes.filter_map(|code| Currency::of_code(std::str::from_utf8(&code).ok()?)).collect()
    }

    #[test]
    fn all_currencies_in_circulation_and_their_places() {
        let mut expected: Vec<(String, u16)> = Vec::new();
        for (places, codes) in PLACES {
            expected.extend(codes.split_whitespace().map(|code| (code.to_owned(), places)));
        }
        expected.sort();
        let found: Vec<_> = all().iter().map(|one| (one.code().to_owned(), one.exponent())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn nobody_pays_with_funds_metals_and_what_was_replaced() {
        for code in [
            "XAU", "XXX", "XTS", "CLF", "USN", "BOV", "HRK", "SLL", "ZWL", "CUC", "EU", "EURO", "", "€",
            "ÉUR",
        ] {
            assert_eq!(Currency::of_code(code), None, "{code}");
        }
        let euro = Currency::of_code("eur").unwrap();
        assert_eq!((euro.code(), euro.to_string(), format!("{euro:?}")), ("EUR", "EUR".into(), "EUR".into()));
    }
}
