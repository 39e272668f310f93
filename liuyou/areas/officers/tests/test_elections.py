"""An election from the plan to the file, its refusals, its rounds, what comes of it."""

from datetime import date

import pytest

from liuyou.areas.officers import papers, queries
from liuyou.areas.officers.actions import balloting, elections, officers, results
from liuyou.areas.officers.models import Committee, Election, Officer
from liuyou.areas.officers.tests.conftest import AUDIT, HELD, UNION, WOMEN
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.figures import value
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.web.screens import Part

DAY = date(2016, 3, 28)


def test_a_direct_election_from_the_plan_to_the_file(office, county):
    old = office.committee()
    before = office.officer("孙前")
    election = office.approve(office.take(office.prepared()))
    assert (election.state, election.direct, election.legal_change_by) == ("approved", True, date(2016, 5, 5))
    old.refresh_from_db()
    assert (old.state, old.ended_on) == ("ended", HELD)
    before.refresh_from_db()
    assert (before.state, before.until) == ("ended", HELD)
    made = {each.kind: each for each in Committee.objects.filter(state="standing")}
    assert {kind: (each.elected_on, each.ends_on) for kind, each in made.items()} == dict.fromkeys(
        (UNION, AUDIT, WOMEN), (HELD, date(2019, 3, 24))
    )
    titles = Officer.objects.filter(state="serving").values_list("title", flat=True)
    assert sorted(titles) == sorted(
        [*("主席", "副主席"), *["委员"] * 5, "经审委主任", *["经审委委员"] * 2, "女工委主任", "女工委委员"]
    )
    chair = Officer.objects.get(title="主席", state="serving")
    assert (chair.person.name, chair.direct, chair.train_by) == ("王一", True, date(2017, 3, 27))
    assert queries.chair(county.east1, HELD) == chair.person_id
    assert queries.chair(county.east1, date(2016, 3, 24)) == before.person_id
    assert queries.held_by(chair.person_id, HELD) == ["主席"]
    march = Period.parse("2016-03")
    expected = {
        "officers.elections[direct=直选]": 1,
        "officers.committees": 3,
        "officers.officers[title=主席]": 1,
        "officers.officers": 12,
        "officers.direct_rate": 1,
        "officers.ballot_rounds[result=有效]": 1,
    }
    assert {code: value(code, county.root, march) for code in expected} == expected
    changed = results.register_legal_change(election, legal_changed_on=date(2016, 5, 3), actor=office.actor)
    filed = results.file_election(changed, filed_on=date(2016, 5, 4), archive_no="2016-换届-1", actor=office.actor)
    assert filed.state == "filed"
    assert reconcile() == []


def test_a_void_round_is_kept_and_the_vote_repeated(office, county):
    election = office.take(office.prepared(), "convene")
    ballots = office.ballots(election)
    ballots[0] = ballots[0] | {"returned": 101}
    election = balloting.count_ballots(election, ballots=ballots, votes=office.votes(election), actor=office.actor)
    left = balloting.still_open(election)
    assert [(each.race, each.kind, len(each.names)) for each in left] == [(UNION, "重新投票", 8)]
    with pytest.raises(Refused, match="“工会委员会”还差 7 人（重新投票）"):
        balloting.announce_result(election, announced_on=HELD, actor=office.actor)
    again = {"ballots": office.ballots(election), "votes": office.votes(election)}
    election = balloting.count_ballots(election, actor=office.actor, **again)
    assert balloting.still_open(election) == []
    assert [bool(each["races"][0]["void"]) for each in election.rounds] == [True, False]
    election = balloting.announce_result(election, announced_on=HELD, actor=office.actor)
    given = office.inputs(election)
    election = results.allocate_posts(election, actor=office.actor, on=DAY, **given["allocate"])
    office.approve(results.report_result(election, actor=office.actor, on=DAY, **given["report"]))
    assert value("officers.ballot_rounds[result=无效]", county.root, Period.parse("2016-03")) == 1
    assert reconcile() == []


def test_a_tie_is_voted_on_again_and_too_few_are_elected_again_or_reduced(office):
    election = office.take(office.prepared(), "convene")
    tie = {f"{UNION}赵四": 80, f"{UNION}吴六": 70, f"{UNION}郑七": 65, f"{UNION}冯八": 65, f"{AUDIT}秦丙": 60}
    votes = office.votes(election, **tie)
    election = balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)
    left = {each.race: each for each in balloting.still_open(election)}
    assert (left[UNION].names, left[UNION].seats, left[UNION].kind) == (("冯八", "郑七"), 1, "平票再投")
    ballot = next(paper for paper in papers.ELECTION if paper.code == "ballot_union")
    names = [row[0] for part in ballot.content(election) if isinstance(part, Part) for row in part.rows]
    assert names == ["冯八", "郑七", "　"]
    assert (left[AUDIT].names, left[AUDIT].seats, left[AUDIT].kind) == (("秦丙",), 1, "另行选举")
    with pytest.raises(Refused, match="经费审查委员会委员 2 人不合规定：应为 3 至 11 人"):
        balloting.reduce_seats(election, race=AUDIT, consent=61, reason="人选不足", actor=office.actor)
    with pytest.raises(Refused, match="不是当选人数不足的项目"):
        balloting.reduce_seats(election, race=UNION, consent=61, reason="人选不足", actor=office.actor)
    again = {"ballots": office.ballots(election), "votes": office.votes(election, **{f"{AUDIT}秦丙": 61})}
    election = balloting.count_ballots(election, actor=office.actor, **again)
    assert balloting.still_open(election) == []


def test_seats_may_be_reduced_with_consent_inside_the_table(office):
    election = office.take(office.prepared(), "convene")
    votes = office.votes(election, **{f"{UNION}郑七": 60})
    election = balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)
    with pytest.raises(Refused, match="同意减少名额 60 人：应不少于 61 人"):
        balloting.reduce_seats(election, race=UNION, consent=60, reason="人选不足", actor=office.actor)
    election = balloting.reduce_seats(election, race=UNION, consent=61, reason="人选不足", actor=office.actor)
    assert (balloting.still_open(election), election.races[0]["seats"]) == ([], 6)


def test_the_level_above_refuses_and_the_rounds_stay(office, county):
    election = office.take(office.prepared())
    refused = results.refuse_result(election, reason="公示不足", actor=office.actor)
    assert (refused.state, refused.rounds[0]["rejected"], refused.posts) == ("repeat", "公示不足", [])
    assert len(balloting.still_open(refused)) == 4
    again = balloting.convene_meeting(refused, actor=office.actor, on=DAY, **office.inputs(refused)["convene"])
    counted = balloting.count_ballots(
        again, ballots=office.ballots(again), votes=office.votes(again), actor=office.actor
    )
    assert [each["no"] for each in counted.rounds] == [1, 2]
    assert not Committee.objects.exists()


def test_somebody_written_in_may_win(office):
    election = office.take(office.prepared(), "convene")
    votes = office.votes(election, **{f"{UNION}郑七": 20})
    votes.append({"name": "戴九", "race": UNION, "yes": 70})
    votes = [row | {"no": 97 - row["yes"]} if "no" in row else row for row in votes]
    counted = balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)
    assert "戴九" in counted.rounds[0]["races"][0]["elected"]
    assert any(row["name"] == "戴九" and row["person_id"] for row in counted.candidates)


@pytest.mark.parametrize(
    ("until", "more", "words"),
    [
        (
            "nominate",
            {"candidates": [{"name": "王一", "race": UNION, "capacity": "法定代表人"}]},
            "“王一”是法定代表人.*第十一条",
        ),
        (
            "nominate",
            {"candidates": [{"name": n, "race": r} for n, r in (("王一", "主席"), ("王一", AUDIT))]},
            "不能既任主席又任经审委委员",
        ),
        ("vet", {"vetting_group": "王一、钱审"}, "“王一”是候选人，不能参加资格审查组"),
        ("confirm", {"taken_down_on": date(2016, 3, 15)}, "5 个工作日到 2016-03-16 才满.*第十六条"),
        ("convene", {"present": 79}, "至少 80 人.*第十八条"),
        ("convene", {"present": 121}, "多于应到的 120 人"),
        ("convene", {"scrutineers": "王一"}, "“王一”是候选人，不能担任监票人"),
        ("convene", {"tellers": "李二"}, "不能担任计票人"),
        ("convene", {"held_on": date(2016, 3, 10)}, "大会日期 2016-03-10 早于公示结束日期"),
        ("allocate", {"posts": [{"name": "张三", "title": "副主席", "votes": 3}]}, "至少 4 票才能当选副主席"),
        ("allocate", {"posts": [{"name": "李二", "title": "主席", "votes": 7}]}, "主席由大会直接选举"),
    ],
)
def test_what_is_against_the_rules_is_refused_and_leaves_nothing(office, until, more, words):
    election = office.prepared()
    with pytest.raises(Refused, match=words):
        office.take(election, until, **more)
    found = Election.objects.get()
    assert not any(getattr(found, name) for name in more if name != "candidates")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"term_years": 4}, "任期 4 年不合规定.*工会法第十六条"),
        ({"races": [{"race": UNION, "seats": 8}]}, "会员 120 人，工会委员会委员 8 人不合规定：应为 3 至 7 人"),
        ({"races": [{"race": AUDIT, "seats": 2}]}, "应为 3 至 11 人"),
        ({"women": 9}, "只设女职工委员 1 人"),
        ({"women": 121}, "多于会员"),
        ({"races": []}, "没有写明选举什么"),
        ({"meeting": "会员代表大会", "delegates": 20}, "应为 30 至 40 人"),
        ({"kind": "补选"}, "没有在任的工会委员会"),
    ],
)
def test_a_plan_against_the_rules_is_refused(office, more, words):
    with pytest.raises(Refused, match=words):
        office.prepared(**more)
    assert not Election.objects.exists()


def test_votes_beyond_the_ballots_are_refused_and_the_round_is_not_kept(office):
    election = office.take(office.prepared(), "convene")
    votes = office.votes(election, valid=98)
    with pytest.raises(Refused, match="合计 98，应等于有效票 97 张"):
        balloting.count_ballots(election, ballots=office.ballots(election), votes=votes, actor=office.actor)
    ballots = [row | {"issued": 101} for row in office.ballots(election)]
    with pytest.raises(Refused, match="发出选票 101 张，多于实到的 100 人"):
        balloting.count_ballots(election, ballots=ballots, votes=office.votes(election), actor=office.actor)
    assert Election.objects.get().rounds == []


def test_an_enterprise_chair_is_posted_for_seven_days_over_holidays(office):
    """29 September 2016 is a Thursday: seven days end on 6 October, moved past the holiday to the 8th, a worked
    Saturday; five working days (30 September, 8, 9, 10, 11 October) end later."""
    election = office.take(office.prepared(planned_on=date(2016, 10, 20)), "vet")
    posted = elections.post_candidates(election, posted_on=date(2016, 9, 29), actor=office.actor)
    assert posted.posted_until == date(2016, 10, 11)


def test_too_few_candidates_are_refused(office):
    election = office.take(office.prepared(), "plan")
    seven = [row for row in office.candidates(election) if row["name"] != "冯八"]
    election = elections.nominate(election, candidates=seven, actor=office.actor)
    fit = [row | {"verdict": "合格"} for row in seven]
    with pytest.raises(Refused, match="应选 7 人，合格候选人 7 名，候选人差额不少于 5%，至少 8 名"):
        elections.vet_candidates(election, vetted_on=DAY, vetting_group="钱审", candidates=fit, actor=office.actor)


def test_a_chair_is_chosen_in_a_by_election_for_the_rest_of_the_term(office, county):
    office.committee()
    members = [office.officer(name, "委员") for name in ("王一", "李二", "张三", "赵四", "周五")]
    acting = office.officer("钱代", acting=True)
    plan = {
        "kind": "补选",
        "meeting": "工会委员会全体会议",
        "races": [{"race": "主席", "seats": 1}],
        "enterprise": False,
    }
    election = office.prepared(**plan)
    candidates = [{"name": "王一", "race": "主席"}]
    more = {
        "candidates": candidates,
        "entitled": 6,
        "present": 5,
        "roll_note": "",
        "posts": [{"name": "王一", "title": "主席"}],
    }
    election = office.take(election, "plan")
    election = elections.nominate(election, candidates=candidates, actor=office.actor)
    fit = [row | {"verdict": "合格"} for row in candidates]
    given = office.inputs(election) | {
        "vet": {"vetted_on": date(2016, 3, 8), "vetting_group": "钱审", "candidates": fit}
    }
    for name, step in (("vet", elections.vet_candidates), ("post", elections.post_candidates)):
        election = step(election, actor=office.actor, **given[name])
    election = elections.confirm_candidates(election, actor=office.actor, **given["confirm"])
    convene = given["convene"] | {name: more[name] for name in ("entitled", "present")}
    election = balloting.convene_meeting(election, actor=office.actor, **convene)
    ballots = [{"race": "主席", "issued": 5, "returned": 5, "valid": 5}]
    short = [{"name": "王一", "race": "主席", "yes": 3, "no": 2, "abstain": 0}]
    enough = [short[0] | {"yes": 4, "no": 1}]
    election = balloting.count_ballots(election, ballots=ballots, votes=short, actor=office.actor)
    assert balloting.still_open(election)[0].kind == "另行选举"
    election = balloting.count_ballots(election, ballots=ballots, votes=enough, actor=office.actor)
    election = balloting.announce_result(election, announced_on=HELD, actor=office.actor)
    election = results.allocate_posts(election, first_meeting_on=HELD, posts=more["posts"], actor=office.actor)
    office.approve(results.report_result(election, actor=office.actor, on=DAY, reported_on=DAY))
    chair = Officer.objects.get(title="主席", state="serving")
    assert (chair.person_id, chair.by_election, chair.committee.ends_on) == (
        members[0].person_id,
        True,
        date(2016, 2, 29),
    )
    acting.refresh_from_db()
    assert (acting.state, acting.until) == ("ended", HELD)
    assert Officer.objects.filter(title="委员", state="serving").count() == 4
    assert reconcile() == []


def test_a_sister_town_and_the_union_itself_cannot_approve(office, county):
    election = office.take(office.prepared())
    for org in (county.west, county.east1):
        clerk = office.clerk(org, "officers.*")
        with pytest.raises(NotFound):
            results.approve_result(election, approval="x", actor=clerk)
    town = office.clerk(county.east, "officers.approve")
    done = results.approve_result(election, approval="东工〔2016〕1号", actor=town, on=date(2016, 4, 1))
    assert done.state == "approved"
    with pytest.raises(Refused, match="已批复"):
        results.refuse_result(done, reason="试", actor=town)


def test_the_reply_is_due_in_fifteen_days(office):
    """Reported on 28 March 2016: fifteen days end on 12 April."""
    assert office.take(office.prepared()).due_on == date(2016, 4, 12)


def test_an_internal_step_stands_only_in_another(office, county):
    with pytest.raises(RuntimeError):
        officers.elect_officers([], actor=office.actor)


def test_every_paper_can_be_printed(office):
    election = office.approve(office.take(office.prepared()))
    for paper in papers.ELECTION:
        text = ""
        for each in paper.content(election):
            assert isinstance(each, str | Part)
            text += each if isinstance(each, str) else f"{each.title}{each.columns}{each.rows}"
        assert text, paper.code
        assert "None" not in text, paper.code
    ballot = next(paper for paper in papers.ELECTION if paper.code == "ballot_union")
    names = [row[0] for part in ballot.content(election) if isinstance(part, Part) for row in part.rows]
    assert names == ["王一", "冯八", "李二", "张三", "吴六", "周五", "郑七", "赵四", "　"]


def test_a_plan_is_revised_and_its_rules_asked_again(office):
    election = office.prepared()
    with pytest.raises(Refused, match="任期 4 年"):
        elections.revise_election(election, changes={"term_years": 4}, actor=office.actor)
    races = [{"race": UNION, "seats": 5}]
    revised = elections.revise_election(election, changes={"term_years": 5}, races=races, actor=office.actor)
    assert (revised.term_years, revised.races, revised.direct) == (5, races, False)
    back = elections.return_plan(elections.submit_plan(revised, actor=office.actor), reason="补充", actor=office.actor)
    assert back.state == "preparing"


def test_one_election_at_a_time(office):
    elections.submit_plan(office.prepared(), actor=office.actor)
    with pytest.raises(Refused, match="另有一次选举还没有办完"):
        elections.submit_plan(office.prepared(), actor=office.actor)


def test_a_round_typed_wrongly_is_retracted_and_a_meeting_may_adjourn(office):
    election = office.take(office.prepared(), "count")
    empty = balloting.retract_round(election, reason="录错", actor=office.actor)
    assert (empty.rounds, len(balloting.still_open(empty))) == ([], 4)
    with pytest.raises(Refused, match="没有可以撤销的"):
        balloting.retract_round(empty, reason="录错", actor=office.actor)
    home = balloting.adjourn_meeting(empty, reason="停电", actor=office.actor)
    later = office.inputs(home)["convene"] | {"held_on": date(2016, 3, 28)}
    again = balloting.convene_meeting(home, actor=office.actor, on=DAY, **later)
    assert (again.state, again.held_on) == ("convened", date(2016, 3, 28))


def test_an_election_is_withdrawn_renominated_corrected_or_void(office):
    election = office.take(office.prepared(), "confirm")
    listed = elections.renominate(election, reason="有异议", actor=office.actor)
    assert (listed.state, listed.posted_on, listed.taken_down_on) == ("nominated", None, None)
    assert elections.withdraw_election(listed, reason="改期", actor=office.actor).state == "withdrawn"
    other = elections.correct_election(office.prepared(), changes={"note": "补记"}, reason="补", actor=office.actor)
    with pytest.raises(Refused, match="不能用更正修改"):
        elections.correct_election(other, changes={"members": 10}, reason="改", actor=office.actor)
    assert elections.void_election(other, reason="误登", actor=office.actor).state == "void"
