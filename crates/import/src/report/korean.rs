//! The same sentences in Korean: `Korean(&what)` is displayed as the English one is by itself. Written for its readers
//! rather than word by word; what is Kafka's own stays in Kafka's English. Names stand where no particle has to follow
//! their last sound.

use std::fmt::{Display, Formatter, Result};

use super::assumption::numbers;
use super::understood::{Offset, of_group};
use super::{Act, Assumption, Bound, Problem, Refusal, Understood};

/// Something of the report, to be said in Korean.
#[derive(Clone, Copy, Debug)]
pub struct Korean<'a, What>(pub &'a What);

impl Display for Korean<'_, Understood> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Understood::Table { view } => write!(f, "kafka-consumer-groups {} 출력 표", view.options()),
            Understood::Partition { group, partition, committed, end, owner } => {
                of_group(f, group)?;
                write!(f, "{partition}, 커밋 {}, 로그 끝 {}, ", Offset(*committed), Offset(*end))?;
                match owner {
                    Some(owner) => write!(f, "담당 {owner}"),
                    None => f.write_str("담당 없음"),
                }
            }
            Understood::Member { group, client, partitions } => {
                of_group(f, group)?;
                write!(f, "멤버 {client}, 파티션 {partitions}개")
            }
            Understood::State { group, state } => {
                of_group(f, group)?;
                write!(f, "상태 {state}")
            }
            Understood::Topic { topic, partitions: Some(n) } => write!(f, "토픽 {topic}, 파티션 {n}개"),
            Understood::Topic { topic, partitions: None } => write!(f, "토픽 {topic}의 파티션"),
            Understood::NoActiveMembers { group } => write!(f, "그룹 {group}: 활성 멤버 없음"),
            Understood::Rebalancing { group } => write!(f, "그룹 {group}: 리밸런싱 중"),
            Understood::Command => f.write_str("명령줄"),
            Understood::Setting { key, value } => write!(f, "{key} = {value}"),
            Understood::SettingWithoutPart { key } => write!(f, "{key}: 시뮬레이션과 관계없는 설정"),
        }
    }
}

impl Display for Korean<'_, Refusal> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Refusal::NotANumber => f.write_str("숫자여야 합니다"),
            Refusal::NotABoolean => f.write_str("true 또는 false여야 합니다"),
            Refusal::OutOfBounds { min, max } => write!(f, "Kafka의 허용 범위는 {min}~{max}입니다"),
            Refusal::NotBelowSession { session } => write!(f, "session.timeout.ms({session})보다 작아야 합니다"),
            Refusal::UnknownName => f.write_str("Kafka에 없는 이름입니다"),
        }
    }
}

impl Display for Korean<'_, Problem> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Problem::Row { view } => write!(f, "위의 {} 머리글과 맞지 않는 줄입니다", view.options()),
            Problem::ColumnUnknown { column } => {
                write!(f, "{column}: kafka-consumer-groups에 없는 열이라 뺐습니다")
            }
            Problem::ColumnMissing { column } => write!(f, "표에 {column} 열이 없습니다"),
            Problem::AssignmentWithoutTopics { client } => write!(
                f,
                "{client}의 할당에 토픽 이름이 없습니다(Kafka 3.8과 3.9는 출력하지 않음). --describe --offsets를 함께 붙여 넣으세요"
            ),
            Problem::SettingUnknown { key } => write!(f, "{key}: Kafka 컨슈머에 없는 설정입니다"),
            Problem::SettingRefused { key, value, why } => {
                write!(f, "{key} = {value}: 쓸 수 없는 값입니다. {}", Korean(why))
            }
            Problem::BrokenEscape { key } => {
                write!(f, "{key}: \\u 뒤에 16진수 네 자리가 없어 Java가 파일 전체를 거부합니다")
            }
            Problem::GroupNotFound { group } => write!(f, "Kafka의 응답: 그룹 {group} 없음"),
            Problem::ToolFailed { text } => write!(f, "도구의 오류: {text}"),
            Problem::StackTrace => f.write_str("스택 트레이스입니다. 표와 설정만 읽습니다"),
            Problem::Log => f.write_str("로그입니다. 표와 설정만 읽습니다"),
            Problem::Text { excerpt } => write!(f, "kafka-consumer-groups의 표도 설정도 아닙니다: {excerpt}"),
            Problem::Binary => f.write_str(
                "텍스트가 아닙니다. kafka-consumer-groups --describe의 출력과 consumer.properties를 읽습니다",
            ),
            Problem::Empty => {
                f.write_str("내용이 없습니다. kafka-consumer-groups --describe의 출력과 consumer.properties를 읽습니다")
            }
            Problem::TooLarge { limit } => write!(f, "{} MB를 넘어 이 줄부터 읽지 않았습니다", limit / (1024 * 1024)),
            Problem::TooManyPartitions { limit } => write!(f, "파티션이 {limit}개를 넘어 이 줄부터 뺐습니다"),
            Problem::More => f.write_str("이해하지 못한 줄이 더 있습니다"),
            Problem::NoGroup => f.write_str("컨슈머 그룹이 보이지 않습니다"),
        }
    }
}

impl Display for Korean<'_, Assumption> {
    #[expect(clippy::too_many_lines, reason = "a table, one arm a sentence; the compiler sees that none is missing")]
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        use Assumption as A;
        match self.0 {
            A::GroupName { group } => write!(f, "그룹 이름이 없어 {group}(으)로 부릅니다"),
            A::TableReplaced { group, view } => {
                write!(f, "그룹 {group}: {} 표가 두 번 나와 뒤의 것을 씁니다", view.options())
            }
            A::SettingRepeated { key } => write!(f, "{key}: 두 번 나와 뒤의 값을 씁니다"),
            A::SettingsOfOtherGroup { named, group } => {
                write!(f, "group.id는 {named}, 표는 {group}: 이 설정을 표의 그룹에 적용합니다")
            }
            A::OwnerDiffers { partition, owner } => {
                write!(f, "{partition}: 표마다 시점이 달라 담당이 다릅니다. {owner} 쪽을 따릅니다")
            }
            A::Header => f.write_str("머리글이 없는 줄은 --describe --offsets의 줄로 읽습니다"),
            A::NoTopic { topic, partitions } => {
                write!(f, "토픽이 보이지 않아, 파티션 {partitions}개짜리 토픽 {topic} 하나를 가정합니다")
            }
            A::TopicUnread { topic } => {
                write!(f, "{topic}: 커밋은 있지만 안정된 그룹에 담당이 없습니다. 아무도 구독하지 않는 토픽으로 보고 뺍니다")
            }
            A::PartitionCounts => f.write_str(
                "토픽은 표에 나온 마지막 파티션까지라고 봅니다(담당도 커밋도 없는 파티션은 나오지 않음. kafka-topics --describe로 확인)",
            ),
            A::PartitionsMissing { topic, partitions } => {
                write!(f, "{topic}: 표에 없는 파티션도 있다고 봅니다: ")?;
                match numbers(f, partitions)? {
                    0 => Ok(()),
                    more => write!(f, " 외 {more}개"),
                }
            }
            A::Subscriptions => f.write_str("모든 멤버가 그룹의 모든 토픽을 구독합니다"),
            A::NoMembers { members } => write!(f, "활성 멤버가 없어 컨슈머 {members}개를 가정합니다"),
            A::MembersNotShown { members } => {
                write!(f, "멤버가 나온 표가 없어(--describe에 나옴) 컨슈머 {members}개를 가정합니다")
            }
            A::MembersUnseen { members } => write!(f, "멤버 수에는 들지만 표에 없는 멤버 {members}개를 더합니다"),
            A::IdleMembersUnseen => f.write_str("파티션이 없는 멤버는 없다고 봅니다(--describe --members에 나옴)"),
            A::Dealt { partitions } => write!(f, "표에 담당이 없는 파티션 {partitions}개를 멤버들에게 나눕니다"),
            A::MidRebalance { state } => {
                let state = state.map(|state| format!("({state})")).unwrap_or_default();
                write!(f, "그룹이 리밸런싱 중이었습니다{state}. 표의 담당대로 Stable에서 시작합니다")
            }
            A::Alias { alias, member_id } => {
                write!(f, "{alias} = 멤버 {member_id}(client id만으로는 구별되지 않음)")
            }
            A::Generation { generation, leader } => write!(f, "그룹은 세대 {generation}, 리더는 {leader}"),
            A::OffsetsUnseen => f.write_str("오프셋이 나온 표가 없어 로그는 모두 비어 있습니다(--describe에 나옴)"),
            A::NeverCommitted { partitions } => write!(f, "커밋이 없는 파티션 {partitions}개는 처음부터 읽습니다"),
            A::EndUnknown { partitions } => write!(f, "로그 끝을 알 수 없는 파티션 {partitions}개에는 읽을 것이 없다고 봅니다"),
            A::CommitBehindEnd { partitions } => {
                write!(f, "파티션 {partitions}개의 커밋이 로그 끝을 넘습니다(잘린 로그). 커밋한 곳에서 로그가 끝난다고 봅니다")
            }
            A::StaticAsDynamic { members } => {
                write!(f, "정적 멤버(group.instance.id) {members}개를 동적 멤버로 시뮬레이션합니다")
            }
            A::ConsumerProtocol => f.write_str(
                "group.protocol=consumer를 쓰는 그룹입니다. KIP-848 레인이 그 방식이고, 나머지 레인은 클래식 프로토콜입니다",
            ),
            A::Default { key, value } => write!(f, "{key} = {value}(Kafka 기본값)"),
            A::Load { records_per_second, process_ms, poll_ms } => write!(
                f,
                "파티션마다 초당 레코드 {records_per_second}개, 레코드 처리 {process_ms} ms, poll() 대기 최대 {poll_ms} ms"
            ),
            A::CommitSync => f.write_str("배치마다 commitSync로 커밋합니다(다른 설정을 주지 않았으므로)"),
            A::Happens { member, at_ms, act } => happens(f, member, *at_ms, *act),
            A::OnlyMember => f.write_str("멤버가 하나뿐이라, 없는 동안 넘겨받을 멤버가 없습니다"),
            A::Limit { bound, kept, of } => match bound {
                Bound::Members => write!(f, "멤버 {of}개 중 {kept}개만 시뮬레이션합니다"),
                Bound::Partitions => write!(f, "파티션 {of}개 중 {kept}개만 시뮬레이션합니다"),
                Bound::SimulatedTime => write!(f, "{kept} ms까지만 시뮬레이션합니다. 끝까지는 {of} ms가 걸립니다"),
            },
        }
    }
}

fn happens(f: &mut Formatter<'_>, member: &str, at_ms: u64, act: Act) -> Result {
    match act {
        Act::Join => write!(f, "{at_ms} ms에 새 컨슈머 {member} 참여"),
        Act::SlowBatch { ms } => write!(f, "{member}: {at_ms} ms 이후 첫 배치가 {ms} ms 더 걸림"),
        Act::Crash => write!(f, "{at_ms} ms에 {member} 프로세스 강제 종료"),
        Act::PollTimeout { ms } => {
            write!(f, "{member}: {at_ms} ms 이후 첫 배치가 {ms} ms 더 걸림(max.poll.interval.ms보다 4초 더)")
        }
    }
}
