using System.Globalization;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Tests.Schedules;

/// <summary>One schedule: people, jobs, messages, crashes and time in the order that a seed draws; then calm, until nothing is open.</summary>
/// <param name="story">Takes down what happens.</param>
internal sealed class Schedule(List<string>? story = null)
{
    private const int MostRounds = 400;
    private static readonly Currency s_hkd = Currency.Of("HKD");
    private static readonly Actor[] s_people = [Person(), Person()];

    private readonly Stage _stage = new() { Story = story };
    private readonly List<RefundNo> _untold = [];
    private readonly List<Task<Outcome<RefundReceipt>>> _receipts = [];
    private RefundOrder? _lastOrder;
    private int _keys;

    /// <summary>How many ended with something for a person.</summary>
    public int Reviews { get; private set; }

    /// <returns>What is broken, in a word; null: all is well.</returns>
    public string? Play(ulong seed, Bug bug)
    {
        _stage.Begin(seed, bug);
        _untold.Clear();
        _receipts.Clear();
        (_lastOrder, _keys) = (null, 0);
        for (var left = 14 + _stage.Dice.Next(30); left > 0; left--)
        {
            if (_stage.Turns.Count > 0 && _stage.Dice.Percent(55))
            {
                _stage.Turns.Take(_stage.Dice.Next(_stage.Turns.Count));
            }
            else
            {
                Act();
            }
        }
        return Calm() ? Judge() : "never ends";
    }

    private void Act()
    {
        var act = _stage.Dice.Next(20);
        _stage.Story?.Add($"{_stage.Clock.Now:dd HH:mm:ss} act {act}");
        switch (act)
        {
            case < 4:
                GiveBack();
                break;
            case < 6:
                Cancel();
                break;
            case < 11:
                _stage.Tick(_stage.Dice.Next(2));
                break;
            case 11:
                _stage.Turns.Kill(_stage.Dice.Next(2));
                break;
            case 12:
                _stage.Records.DueNow(_stage.Clock.Now);               // the message comes again
                break;
            case 13:
                End();
                break;
            case 14:
                _stage.Trade.HasFunds = !_stage.Trade.HasFunds;
                break;
            case 15:
                Elsewhere();
                break;
            case 16:
                Night();
                break;
            case 17:
                Pay();
                break;
            default:
                PassTime();
                break;
        }
    }

    private void GiveBack()
    {
        var seen = _stage.Dice.Percent(90) ? _stage.Records.Payment.Refundable : Money.OfMinor(8880, s_hkd);
        var amount = _stage.Dice.Percent(50) ? seen : Money.OfMinor(1000 * (1 + _stage.Dice.Next(8)), s_hkd);
        if (_lastOrder is null || !_stage.Dice.Percent(25))            // else a double click
        {
            _lastOrder = new RefundOrder(amount.ToPlainText(), "returned", seen.ToPlainText(), "k" + (_keys++).ToString(CultureInfo.InvariantCulture));
            _stage.LeavesRefundsToNight = _stage.Dice.Percent(20);
        }
        var task = _stage.Processes[_stage.Dice.Next(2)].Refund.RunAsync(s_people[_stage.Dice.Next(2)], _stage.Records.Payment.Id, _lastOrder, default);
        _stage.Begun.Add(task);
        _receipts.Add(task);
    }

    private void Cancel() => _stage.Begun.Add(_stage.Processes[_stage.Dice.Next(2)].Cancel.RunAsync(
        s_people[_stage.Dice.Next(2)], _stage.Records.Payment.Id, "c" + _stage.Dice.Next(3).ToString(CultureInfo.InvariantCulture), default));

    private void End()
    {
        if (_stage.Records.Refunds.Find(refund => refund.WaitsForBalance) is { } waiting)
        {
            _stage.Begun.Add(_stage.Processes[_stage.Dice.Next(2)].End.RunAsync(s_people[0], waiting.Id, later: _stage.Dice.Percent(50), default));
        }
    }

    /// <summary>Somebody gives money back at Alipay's own page; a message tells of it, sooner or later.</summary>
    private void Elsewhere()
    {
        var minor = 500 * (1 + _stage.Dice.Next(6));
        if (_stage.Dice.Percent(30) && _stage.Trade.MayGiveBack(minor))
        {
            var number = RefundNo.Of("E" + _stage.Trade.Refunds.Count.ToString(CultureInfo.InvariantCulture));
            _stage.Trade.Carry(number, minor, RefundState.Done);
            _untold.Add(number);
        }
    }

    private void Night()
    {
        _untold.AddRange(_stage.Trade.Night());
        if (_untold.Count > 0 && _stage.Dice.Percent(70))
        {
            Tell(_stage.Dice.Next(_untold.Count), again: _stage.Dice.Percent(20));
        }
    }

    private void Tell(int index, bool again)
    {
        var number = _untold[index];
        if (!_stage.Records.Notices.Exists(notice => notice.Number == number))
        {
            _stage.Records.Notices.Add(new RefundNotice(number, Money.OfMinor(_stage.Trade.Refunds[number].Minor, s_hkd).ToPlainText(), _stage.Clock.Now));
        }
        _stage.Records.DueNow(_stage.Clock.Now);
        if (!again)
        {
            _untold.RemoveAt(index);
        }
    }

    private void Pay()
    {
        if (_stage.Trade.State == TradeState.Waiting && _stage.Clock.Now - _stage.Trade.CreatedAt < TimeSpan.FromMinutes(3))
        {
            (_stage.Trade.State, _stage.Trade.PaidAt) = (TradeState.Paid, _stage.Clock.Now);
            _stage.Records.DueNow(_stage.Clock.Now);
        }
    }

    private void PassTime()
    {
        var next = _stage.Records.NextDue();
        _stage.MoveTo(_stage.Dice.Percent(60) && next is { } due ? due : _stage.Clock.Now.AddSeconds(_stage.Dice.Next(5) switch { 0 => 1, 1 => 20, 2 => 70, 3 => 900, _ => 9000 }));
    }

    /// <summary>The line is sound, the balance is there, every message comes.</summary>
    /// <returns>False: something is open and no clock leads on.</returns>
    private bool Calm()
    {
        _stage.IsCalm = true;
        _stage.Trade.HasFunds = true;
        for (var round = 0; round < MostRounds; round++)
        {
            while (_stage.Turns.Count > 0)
            {
                _stage.Turns.Take(_stage.Dice.Next(_stage.Turns.Count));
            }
            _untold.AddRange(_stage.Trade.Night());
            while (_untold.Count > 0)
            {
                Tell(0, again: false);
            }
            if (_stage.Records.NextDue() is not { } due)
            {
                return true;
            }
            _stage.MoveTo(due);
            _stage.Tick(_stage.Dice.Next(2));
        }
        return false;
    }

    private string? Judge()
    {
        foreach (var task in _stage.Begun)
        {
            if (task.IsFaulted)
            {
                return "threw " + task.Exception!.InnerException!.Message;
            }
        }
        foreach (var task in _receipts)
        {
            if (task.IsCompletedSuccessfully && task.Result is Outcome<RefundReceipt>.Done receipt && !_stage.Records.Refunds.Exists(row => row.Id == receipt.Value.Refund.Id))
            {
                return "a refund that was promised is on record nowhere";
            }
        }
        var broken = Verdict.Of(_stage, out var isForAPerson);
        Reviews += isForAPerson ? 1 : 0;
        return broken;
    }

    private static Actor Person() => Actor.Person(Stage.Tenant.Id, new UserId(Guid.CreateVersion7()), null);
}
