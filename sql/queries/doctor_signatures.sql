-- Of 24 hours: messages of Vapi refused for their signature since the last one accepted; whether one was accepted.
select count(*) filter (where r.status = 401 and r.at > coalesce(a.at, '-infinity')), a.at is not null
from (select max(at) as at from private.webhook_requests
      where route = 'vapi' and status = 200 and at > now() - interval '24 hours') a
left join private.webhook_requests r on r.route = 'vapi' and r.at > now() - interval '24 hours'
group by a.at;
