//! A database of its own for each test.
//!
//! With `BIANZHI_TEST_DATABASE_URL` (a superuser's URL) the databases are made in that cluster, where only the
//! migrated templates stay; otherwise in a throw-away cluster per test process, in a temporary folder, removed
//! when the process ends, however it ends. A test gets a copy of a template that was migrated once.
mod cluster;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use tokio::sync::{Mutex, OnceCell};

/// An empty, migrated database that is dropped with this value.
pub struct Database {
    /// Connections to it.
    pub pool: PgPool,
    /// Its URL, for a part that opens its own.
    pub url: String,
    name: String,
}

/// Makes a database with the migrations of a service: `database(&sqlx::migrate!())`.
pub async fn database(migrator: &Migrator) -> Database {
    let mut hasher = DefaultHasher::new();
    for migration in migrator.iter() {
        migration.checksum.hash(&mut hasher);
    }
    from_template(hasher.finish(), async |pool| migrator.run(&pool).await.expect("the migrations run")).await
}

/// Makes a database with the tables of `sql`: for libs, which have tables but no migrations.
pub async fn database_of(sql: &'static str) -> Database {
    let mut hasher = DefaultHasher::new();
    sql.hash(&mut hasher);
    from_template(hasher.finish(), async |pool| {
        sqlx::raw_sql(sql).execute(&pool).await.expect("the tables are made");
    })
    .await
}

async fn from_template(content: u64, fill: impl AsyncFnOnce(PgPool)) -> Database {
    let server = server();
    let template = format!("bianzhi_test_template_{content:x}");
    let once = Arc::clone(templates().lock().await.entry(content).or_default());
    once.get_or_init(|| server.make_template(&template, fill)).await;

    let name = format!("bianzhi_test_{}", uuid::Uuid::now_v7().simple());
    server.execute(format!(r#"create database "{name}" template "{template}""#)).await;
    Database { pool: server.pool(&name).await, url: server.url(&name), name }
}

type Templates = Mutex<HashMap<u64, Arc<OnceCell<()>>>>;

fn templates() -> &'static Templates {
    static TEMPLATES: OnceLock<Templates> = OnceLock::new();
    TEMPLATES.get_or_init(Templates::default)
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::find_or_start)
}

/// Where databases are made.
enum Server {
    Given { url: String },
    Own { socket_folder: String },
}

impl Server {
    #[expect(clippy::disallowed_methods, reason = "a test has no configuration file")]
    fn find_or_start() -> Self {
        match std::env::var("BIANZHI_TEST_DATABASE_URL") {
            Ok(url) => Self::Given { url },
            Err(_) => Self::Own { socket_folder: cluster::start() },
        }
    }

    fn url(&self, database: &str) -> String {
        match self {
            Self::Given { url } => {
                let (before, query) = url.split_once('?').unwrap_or((url, ""));
                let host_ends = before.find("://").map_or(0, |at| at + 3);
                let path = before[host_ends..].find('/').map_or(before.len(), |at| host_ends + at);
                format!("{}/{database}?{query}", &before[..path])
            }
            Self::Own { socket_folder } => {
                format!("postgres://postgres@localhost/{database}?host={socket_folder}")
            }
        }
    }

    async fn pool(&self, database: &str) -> PgPool {
        let options: PgConnectOptions = self.url(database).parse().expect("the database's URL can be read");
        PgPoolOptions::new()
            .max_connections(10)
            .connect_with(options)
            .await
            .expect("the new database takes connections")
    }

    /// Makes a template, unless an earlier process left it in a given server: its name is its content.
    async fn make_template(&self, template: &str, fill: impl AsyncFnOnce(PgPool)) {
        if self.has(template).await {
            return;
        }
        let making = format!("{template}_{}", std::process::id());
        self.execute(format!(r#"create database "{making}""#)).await;
        let pool = self.pool(&making).await;
        fill(pool.clone()).await;
        // A database with connections can be neither renamed nor copied.
        pool.close().await;
        let rename = format!(r#"alter database "{making}" rename to "{template}""#);
        if self.try_execute(rename).await.is_err() {
            assert!(self.has(template).await, "{template} was not made");
            self.execute(format!(r#"drop database "{making}""#)).await;
        }
    }

    async fn has(&self, database: &str) -> bool {
        let mut connection = self.connection().await;
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(database)
            .fetch_one(&mut connection)
            .await
            .expect("the test server lists its databases")
    }

    async fn execute(&self, sql: String) {
        self.try_execute(sql).await.expect("a database is made or dropped");
    }

    async fn try_execute(&self, sql: String) -> sqlx::Result<()> {
        let mut connection = self.connection().await;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
        connection.close().await
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url("postgres")).await.expect("the test server takes connections")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!(r#"drop database if exists "{}" with (force)"#, self.name);
        // A thread of its own: a runtime can't wait for another one here.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime starts").block_on(server().execute(sql));
        });
        // A database that stays behind is no reason to fail a test.
        let _ = dropping.join();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_given_server_names_another_database() {
        let server = |url: &str| Server::Given { url: url.into() };

        assert_eq!(server("postgres://u@h:5/postgres").url("x"), "postgres://u@h:5/x?");
        assert_eq!(server("postgres://u@h:5").url("x"), "postgres://u@h:5/x?");
        assert_eq!(server("postgres://u@/p?host=/run").url("x"), "postgres://u@/x?host=/run");
    }

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() {
        const TABLES: &str =
            "create table thing (name text); insert into thing values ('there from the start')";
        let (one, two) = (database_of(TABLES).await, database_of(TABLES).await);

        sqlx::query("insert into thing values ('new')").execute(&one.pool).await.unwrap();

        let count = async |database: &Database| -> i64 {
            sqlx::query_scalar("select count(*) from thing").fetch_one(&database.pool).await.unwrap()
        };
        assert_eq!((count(&one).await, count(&two).await), (2, 1));
    }
}
