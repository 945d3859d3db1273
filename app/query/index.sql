-- What is counted and filtered by, in memory and without the texts (see app/query/tables.py). Words become
-- enumerations, made in the words' order, so that sorting by the enumeration sorts by the word.
CREATE TYPE office AS ENUM (SELECT DISTINCT office FROM office_name ORDER BY office);
CREATE TYPE document AS ENUM (
    SELECT DISTINCT doc_id
    FROM (
        SELECT doc_id FROM tasks
        UNION ALL SELECT doc_id FROM targets
        UNION ALL SELECT doc_id FROM ledger
    )
    ORDER BY doc_id
);
CREATE TYPE theme AS ENUM (
    SELECT DISTINCT theme FROM (SELECT theme FROM tasks UNION ALL SELECT theme FROM targets) ORDER BY theme
);
CREATE TYPE unit AS ENUM (SELECT DISTINCT unit FROM targets WHERE unit IS NOT NULL ORDER BY unit);
CREATE TYPE due AS ENUM (SELECT DISTINCT due FROM targets WHERE due IS NOT NULL ORDER BY due);
CREATE TYPE basis AS ENUM ('stated', 'first');
CREATE TYPE frame AS ENUM ('回顾', '部署', '规定', '其他');

CREATE TABLE task_index AS
SELECT
    ordinal::INTEGER AS ordinal, doc_id::document AS doc_id, departments::office[] AS departments, collective,
    lead::office AS lead, lead_basis::basis AS lead_basis, theme::theme AS theme, frame::frame AS frame
FROM tasks ORDER BY ordinal;

CREATE TABLE place AS SELECT doc_id::document AS doc_id, task_no, ordinal::INTEGER AS task, frame::frame AS frame FROM tasks;

CREATE TABLE target_index AS
SELECT
    ordinal::INTEGER AS ordinal, task, doc_id,
    category::ENUM ('数量目标', '比率目标', '时限任务', '政策标准') AS category,
    kind::ENUM ('quantity', 'ratio', 'deadline') AS kind, role::ENUM ('goal', 'rule') AS role,
    due::due AS due, due_date, due_year::SMALLINT AS due_year, due_kind::ENUM ('by', 'in', 'from') AS due_kind,
    departments::office[] AS departments, lead::office AS lead, lead_basis::basis AS lead_basis,
    theme::theme AS theme, value, value_max, unit::unit AS unit, review::ENUM ('machine', 'checked') AS review,
    confidence, nature::ENUM ('约束性', '预期性') AS nature, frame
FROM (SELECT * REPLACE (doc_id::document AS doc_id) FROM targets) LEFT JOIN place USING (doc_id, task_no)
ORDER BY ordinal;

CREATE TABLE ledger_index AS
SELECT
    ordinal::INTEGER AS ordinal, task, confidence,
    reason::ENUM ('name', 'ordinal', 'reference', 'date', 'fact', 'condition', 'per', 'idiom') AS reason
FROM (SELECT * REPLACE (doc_id::document AS doc_id) FROM ledger) LEFT JOIN place USING (doc_id, task_no);

DROP TABLE place;

CREATE TABLE task_theme AS
SELECT ordinal, theme FROM task_index
UNION SELECT task, theme FROM target_index WHERE task IS NOT NULL;

CREATE TABLE target_office AS
SELECT ordinal, office, office = lead AS led
FROM (SELECT ordinal, lead, unnest(departments) AS office FROM target_index);

CREATE TABLE task_office AS
SELECT ordinal, office, office = lead AS led, collective
FROM (SELECT ordinal, lead, unnest(departments) AS office, unnest(collective) AS collective FROM task_index);
