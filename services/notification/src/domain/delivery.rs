//! A message on its way out of the house.
use std::time::Duration;

use super::message::Message;

kernel::id!(
    /// A message by one channel.
    DeliveryId
);

/// Before the second attempt; each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// One message that is to leave by one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Names what leaves: the same at every attempt.
    pub id: DeliveryId,
    /// Name of the channel.
    pub channel: String,
    /// The message.
    pub message: Message,
    /// Attempts begun, this one included; from 1.
    pub attempt: u32,
}

/// How long after the beginning of an attempt the next one may begin: by then it has failed, or is lost.
pub fn back_off(attempt: u32) -> Duration {
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_off_doubles_and_ends_at_ten_minutes() {
        assert_eq!(back_off(1), Duration::from_secs(5));
        assert_eq!(back_off(3), Duration::from_secs(20));
        assert_eq!(back_off(60), Duration::from_secs(600));
    }
}
