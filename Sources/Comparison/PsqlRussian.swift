extension PsqlWords {
    /// What begins a line, with a name behind it: `Таблица "public.city"`.
    static let openings = [
        ("Таблица \"", "Table \""), ("Индекс \"", "Index \""), ("Представление \"", "View \""),
        ("Последовательность \"", "Sequence \""), ("Материализованное представление \"", "Materialized view \""),
        ("Составной тип \"", "Composite type \""), ("Сторонняя таблица \"", "Foreign table \""),
        ("Секционированная таблица \"", "Partitioned table \""),
        ("Секционированный индекс \"", "Partitioned index \""), ("TOAST-таблица \"", "TOAST table \""),
        ("Нежурналируемая таблица \"", "Unlogged table \""), ("Публикация ", "Publication "),
        ("Метод доступа: ", "Access method: "), ("Ключ разбиения: ", "Partition key: "),
        ("Табличное пространство: ", "Tablespace: "), ("Принадлежит таблице: ", "Owning table: "),
        ("первичный ключ, btree, для таблицы ", "primary key, btree, for table "),
        ("уникальный, btree, для таблицы ", "unique, btree, for table "), ("btree, для таблицы ", "btree, for table "),
    ]

    /// The Russian of psql 15's message catalogue.
    static let words = [
        "Список отношений": "List of relations", "Список баз данных": "List of databases",
        "Список ролей": "List of roles", "Список схем": "List of schemas", "Список функций": "List of functions",
        "Список установленных расширений": "List of installed extensions", "Список параметров": "List of settings",
        "Список табличных пространств": "List of tablespaces", "Список публикаций": "List of publications",
        "Список подписок": "List of subscriptions", "Список типов данных": "List of data types",
        "Список языков": "List of languages", "Список доменов": "List of domains",
        "Список сторонних таблиц": "List of foreign tables", "Список сторонних серверов": "List of foreign servers",
        "Список секционированных отношений": "List of partitioned relations",
        "Имя": "Name", "Владелец": "Owner", "Схема": "Schema", "Тип": "Type", "Кодировка": "Encoding",
        "локаль ICU": "ICU Locale", "Провайдер локали": "Locale Provider",
        "Права доступа": "Access privileges", "Размер": "Size", "Табл. пространство": "Tablespace",
        "Описание": "Description", "Имя роли": "Role name", "Атрибуты": "Attributes", "Член ролей": "Member of",
        "Столбец": "Column", "Правило сортировки": "Collation", "Допустимость NULL": "Nullable",
        "По умолчанию": "Default", "Хранилище": "Storage", "Сжатие": "Compression",
        "Цель для статистики": "Stats target", "Ключевой?": "Key?", "Определение": "Definition", "Версия": "Version",
        "Хранение": "Persistence", "Метод доступа": "Access method", "Таблица": "Table", "Расположение": "Location",
        "Параметры": "Options", "Параметр": "Parameter", "Значение": "Value", "Включён": "Enabled",
        "Публикация": "Publication", "Строка подключения": "Conninfo", "Все таблицы": "All tables",
        "Добавления": "Inserts", "Изменения": "Updates", "Удаления": "Deletes", "Опустошения": "Truncates",
        "Через корень": "Via root", "Тип данных результата": "Result data type",
        "Типы данных аргументов": "Argument data types", "Начальное_значение": "Start", "Минимум": "Minimum",
        "Максимум": "Maximum", "Шаг": "Increment", "Зацикливается?": "Cycles?", "Кешируется": "Cache",
        "таблица": "table", "представление": "view", "индекс": "index", "последовательность": "sequence",
        "материализованное представление": "materialized view", "сторонняя таблица": "foreign table",
        "секционированная таблица": "partitioned table", "секционированный индекс": "partitioned index",
        "постоянное": "permanent", "временное": "temporary", "нежурналируемое": "unlogged", "да": "yes", "нет": "no",
        "Суперпользователь": "Superuser", "Создаёт роли": "Create role", "Создаёт БД": "Create DB",
        "Репликация": "Replication", "Пропускать RLS": "Bypass RLS", "Вход запрещён": "Cannot login",
        "Не наследуется": "No inheritance", "Индексы:": "Indexes:",
        "Ограничения внешнего ключа:":
            "Foreign-key constraints:", "Ограничения-проверки:": "Check constraints:",
        "Ссылки извне:":
            "Referenced by:", "Триггеры:": "Triggers:", "Публикации:": "Publications:", "Политики:": "Policies:",
        "Правила:": "Rules:", "Таблицы:": "Tables:", "Определение представления:": "View definition:",
        "Секундомер включён.": "Timing is on.", "Секундомер выключен.": "Timing is off.",
        "Отношения не найдены.": "Did not find any relations.",
        "Никакие расширения не найдены.":
            "Did not find any extensions.",
    ]
}
