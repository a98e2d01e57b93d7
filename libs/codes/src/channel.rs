//! How a person comes onto establishment 进人渠道 (domain.md §3.3), and how long a permit for it
//! stays valid (§5.4).

use time::{Date, Month};

use crate::set::code_set;

code_set! {
    /// The channel by which a person enters.
    Channel ("进人渠道", "channel") {
        ExamCivilServant = "EXAM_CIVIL_SERVANT", "考试录用公务员", "civil-service examination";
        SelectedGraduate = "SELECTED_GRADUATE", "选调生", "selected graduate";
        CadreTransferIn = "CADRE_TRANSFER_IN", "调任转任", "cadre transfer";
        TransferIn = "TRANSFER_IN", "调入", "transfer";
        OpenRecruit = "OPEN_RECRUIT", "公开招聘", "open recruitment";
        Talent = "TALENT", "人才引进", "talent introduction";
        VeteranCadre = "VETERAN_CADRE", "军队转业干部安置", "placement of a military cadre";
        VeteranSoldier = "VETERAN_SOLDIER", "退役士兵安置", "placement of a veteran soldier";
        DirectedTraining = "DIRECTED_TRAINING", "定向培养", "directed training";
        GrassrootsProject = "GRASSROOTS_PROJECT", "基层服务项目", "grass-roots service project";
        PolicyPlacement = "POLICY_PLACEMENT", "其他政策性安置", "other placement by policy";
        AppointedLeader = "APPOINTED_LEADER", "任命", "appointment as a leader";
        WithInstitution = "WITH_INSTITUTION", "随机构划转", "transfer with the institution";
        Correction = "CORRECTION", "更正", "correction";
    }
}

impl Channel {
    /// Whether an entry by this channel needs no quota-use permit (rule E1).
    ///
    /// Its basis is the appointment, the reform decision or the corrected entry instead, and no
    /// permit can be asked for it (rule Q6 for leaders).
    pub const fn is_exempt_from_permit(self) -> bool {
        self.permit_validity_months().is_none()
    }

    /// Months a permit for this channel is valid: 6 for transfers of people already in service,
    /// 12 where recruitment has to be announced, examined and published. None when exempt.
    pub const fn permit_validity_months(self) -> Option<u8> {
        match self {
            Self::CadreTransferIn | Self::TransferIn => Some(6),
            Self::ExamCivilServant
            | Self::SelectedGraduate
            | Self::OpenRecruit
            | Self::Talent
            | Self::VeteranCadre
            | Self::VeteranSoldier
            | Self::DirectedTraining
            | Self::GrassrootsProject
            | Self::PolicyPlacement => Some(12),
            Self::AppointedLeader | Self::WithInstitution | Self::Correction => None,
        }
    }

    /// The last day of a permit given on `valid_from`: the same day of the month, clipped to the
    /// month's end, and never after 31 December of the following year. None when exempt.
    pub fn permit_valid_to(self, valid_from: Date) -> Option<Date> {
        let months = self.permit_validity_months()?;
        let month_index = i32::from(u8::from(valid_from.month())) - 1 + i32::from(months);
        let year = valid_from.year() + month_index / 12;
        let month = Month::January.nth_next(u8::try_from(month_index % 12).ok()?);
        let day = valid_from.day().min(month.length(year));
        let valid_to = Date::from_calendar_date(year, month, day).ok()?;
        let latest = Date::from_calendar_date(valid_from.year() + 1, Month::December, 31).ok()?;
        Some(valid_to.min(latest))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn only_leaders_reforms_and_corrections_need_no_permit() {
        let exempt: Vec<_> = Channel::ALL.iter().filter(|channel| channel.is_exempt_from_permit()).collect();

        assert_eq!(exempt, [&Channel::AppointedLeader, &Channel::WithInstitution, &Channel::Correction]);
    }

    #[test]
    fn a_permit_ends_on_the_same_day_of_the_month() {
        let valid_to = |channel: Channel, from| channel.permit_valid_to(from);

        assert_eq!(valid_to(Channel::OpenRecruit, date!(2026 - 03 - 10)), Some(date!(2027 - 03 - 10)));
        assert_eq!(valid_to(Channel::TransferIn, date!(2026 - 08 - 31)), Some(date!(2027 - 02 - 28)));
        assert_eq!(valid_to(Channel::OpenRecruit, date!(2024 - 02 - 29)), Some(date!(2025 - 02 - 28)));
        assert_eq!(valid_to(Channel::AppointedLeader, date!(2026 - 03 - 10)), None);
    }

    #[test]
    fn no_permit_outlives_the_following_year() {
        for channel in Channel::ALL {
            if let Some(valid_to) = channel.permit_valid_to(date!(2026 - 12 - 31)) {
                assert!(valid_to <= date!(2027 - 12 - 31));
            }
        }
    }
}
