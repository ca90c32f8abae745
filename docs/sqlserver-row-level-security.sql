-- Row-level security for SQL Server: the wall behind the model's filters. Made from the model by RowLevelSecurityTests; do not change by hand.
-- Not run by the product. To run it, each transaction must first say whose rows it is about, and the pool clears it:
--   EXEC sys.sp_set_session_context @key = N'tenant', @value = @tenant;      -- one tenant
--   EXEC sys.sp_set_session_context @key = N'across', @value = 1;            -- the doors that look across tenants, and nothing else
-- Neither is set: no row is seen and none is written. It binds the owner of the tables too.
CREATE SCHEMA Walls;
GO
CREATE FUNCTION Walls.IsOfTenant(@TenantId uniqueidentifier)
RETURNS TABLE
WITH SCHEMABINDING
AS RETURN SELECT 1 AS Seen
WHERE @TenantId = CAST(SESSION_CONTEXT(N'tenant') AS uniqueidentifier) OR CAST(SESSION_CONTEXT(N'across') AS int) = 1;
GO
CREATE SECURITY POLICY Walls.Tenants
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Alarms,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Alarms AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Alarms AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Approvals,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Approvals AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Approvals AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditHeads,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditHeads AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditHeads AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditRows,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditRows AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.AuditRows AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Cancels,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Cancels AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Cancels AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CaseMarks,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CaseMarks AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CaseMarks AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CodeNotes,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CodeNotes AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.CodeNotes AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Counters,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Counters AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Counters AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.GatewayAccounts,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.GatewayAccounts AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.GatewayAccounts AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.KeyDrafts,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.KeyDrafts AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.KeyDrafts AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.LimitRules,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.LimitRules AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.LimitRules AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.MembershipCounters,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.MembershipCounters AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.MembershipCounters AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Memberships,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Memberships AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Memberships AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notes,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notes AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notes AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notifications,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notifications AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Notifications AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.OutgoingMails,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.OutgoingMails AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.OutgoingMails AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentEvents,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentEvents AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentEvents AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentSteps,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentSteps AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.PaymentSteps AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Payments,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Payments AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Payments AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.QrCodes,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.QrCodes AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.QrCodes AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Refunds,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Refunds AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.Refunds AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportGrants,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportGrants AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportGrants AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportVisits,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportVisits AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.SupportVisits AFTER UPDATE,
    ADD FILTER PREDICATE Walls.IsOfTenant(TenantId) ON dbo.TenantFeeds,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.TenantFeeds AFTER INSERT,
    ADD BLOCK PREDICATE Walls.IsOfTenant(TenantId) ON dbo.TenantFeeds AFTER UPDATE
    WITH (STATE = ON, SCHEMABINDING = ON);
GO
