/** A page to try queries on, for developers: an entry of its own, so that no reader downloads any of it. */
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './graphiql.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';

const QUERY = `# The whole schema is under "Docs", on the left. Ctrl-Enter sends.
{
  activeDeployment {
    revision
    toVersion {
      number
    }
  }
}
`;

const root = document.getElementById('root');
if (!root) throw new Error('graphiql.html has no #root');

const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  wsClient: createClient({ url: new URL('/graphql', window.location.href.replace(/^http/, 'ws')).href }),
});

// "?query=…" opens with that query, so that an address can be passed on.
const given = new URLSearchParams(window.location.search).get('query') ?? undefined;

createRoot(root).render(<GraphiQL fetcher={fetcher} defaultQuery={QUERY} initialQuery={given} />);
