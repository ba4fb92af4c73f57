//! What an AI interviewer asks about, on the wire.

use domain::slot::AiKind;
use http_kit::wire_enum;

wire_enum! {
    /// What an AI interviewer asks about.
    pub(crate) enum AiInterviewType {
        Technical = "technical",
        Behavioral = "behavioral",
        Coding = "coding",
        SystemDesign = "system_design",
        General = "general",
    }
}

impl From<AiInterviewType> for AiKind {
    fn from(name: AiInterviewType) -> Self {
        match name {
            AiInterviewType::Technical => Self::Technical,
            AiInterviewType::Behavioral => Self::Behavioral,
            AiInterviewType::Coding => Self::Coding,
            AiInterviewType::SystemDesign => Self::SystemDesign,
            AiInterviewType::General => Self::General,
        }
    }
}

impl From<AiKind> for AiInterviewType {
    fn from(kind: AiKind) -> Self {
        match kind {
            AiKind::Technical => Self::Technical,
            AiKind::Behavioral => Self::Behavioral,
            AiKind::Coding => Self::Coding,
            AiKind::SystemDesign => Self::SystemDesign,
            AiKind::General => Self::General,
        }
    }
}
